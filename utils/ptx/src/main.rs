#![no_main]
shared::main!(cl_ptx::run);
