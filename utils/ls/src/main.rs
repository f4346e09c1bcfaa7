#![no_main]
shared::main!(cl_ls::run);
