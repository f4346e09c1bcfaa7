#![no_main]
shared::main!(cl_rmdir::run);
