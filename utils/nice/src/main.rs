#![no_main]
shared::main!(cl_nice::run);
