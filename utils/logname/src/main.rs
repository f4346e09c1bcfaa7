#![no_main]
shared::main!(cl_logname::run);
