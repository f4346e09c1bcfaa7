#![no_main]
shared::main!(cl_vdir::run);
