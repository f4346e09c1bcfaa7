#![no_main]
shared::main!(cl_chcon::run);
