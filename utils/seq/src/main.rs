#![no_main]
shared::main!(cl_seq::run);
