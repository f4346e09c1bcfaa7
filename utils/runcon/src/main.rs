#![no_main]
shared::main!(cl_runcon::run);
