#![no_main]
shared::main!(cl_realpath::run);
