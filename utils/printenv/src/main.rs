#![no_main]
shared::main!(cl_printenv::run);
