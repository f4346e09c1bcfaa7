#![no_main]
shared::main!(cl_tee::run);
