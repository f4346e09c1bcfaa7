#![no_main]
shared::main!(cl_mv::run);
