#![no_main]
shared::main!(cl_nproc::run);
