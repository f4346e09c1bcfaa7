#![no_main]
shared::main!(cl_cat::run);
