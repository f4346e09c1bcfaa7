#![no_main]
shared::main!(cl_tty::run);
