#![no_main]
shared::main!(cl_link::run);
