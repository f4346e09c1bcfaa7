#![no_main]
shared::main!(cl_chmod::run);
