#![no_main]
shared::main!(cl_touch::run);
