#![no_main]
shared::main!(cl_basename::run);
