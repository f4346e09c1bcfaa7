#![no_main]
shared::main!(cl_numfmt::run);
