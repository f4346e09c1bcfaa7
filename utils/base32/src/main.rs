#![no_main]
shared::main!(cl_base32::run);
