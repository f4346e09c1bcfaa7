#![no_main]
shared::main!(cl_stty::run);
