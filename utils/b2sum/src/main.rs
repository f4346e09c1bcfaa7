#![no_main]
shared::main!(cl_b2sum::run);
