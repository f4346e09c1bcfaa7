#![no_main]
shared::main!(cl_ln::run);
