#![no_main]
shared::main!(cl_stdbuf::run);
