#![no_main]
shared::main!(cl_dirname::run);
