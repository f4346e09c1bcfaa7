#![no_main]
shared::main!(cl_rm::run);
