#![no_main]
shared::main!(cl_mkdir::run);
