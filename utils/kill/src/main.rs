#![no_main]
shared::main!(cl_kill::run);
