#![no_main]
shared::main!(cl_bracket::run);
