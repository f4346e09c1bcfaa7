#![no_main]
shared::main!(cl_fold::run);
