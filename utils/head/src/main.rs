#![no_main]
shared::main!(cl_head::run);
