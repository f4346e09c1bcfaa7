#![no_main]
shared::main!(cl_tac::run);
