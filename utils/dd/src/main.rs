#![no_main]
shared::main!(cl_dd::run);
