#![no_main]
shared::main!(cl_du::run);
