#![no_main]
shared::main!(cl_cp::run);
