#![no_main]
shared::main!(cl_shred::run);
