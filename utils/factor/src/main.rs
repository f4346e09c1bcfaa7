#![no_main]
shared::main!(cl_factor::run);
