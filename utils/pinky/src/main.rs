#![no_main]
shared::main!(cl_pinky::run);
