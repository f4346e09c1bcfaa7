#![no_main]
shared::main!(cl_cksum::run);
