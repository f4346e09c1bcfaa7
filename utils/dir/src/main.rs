#![no_main]
shared::main!(cl_dir::run);
