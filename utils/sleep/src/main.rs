#![no_main]
shared::main!(cl_sleep::run);
