#![no_main]
shared::main!(cl_sum::run);
