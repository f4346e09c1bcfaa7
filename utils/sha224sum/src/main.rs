#![no_main]
shared::main!(cl_sha224sum::run);
