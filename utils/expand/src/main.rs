#![no_main]
shared::main!(cl_expand::run);
