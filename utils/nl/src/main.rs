#![no_main]
shared::main!(cl_nl::run);
