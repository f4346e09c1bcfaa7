#![no_main]
shared::main!(cl_arch::run);
