#![no_main]
shared::main!(cl_chown::run);
