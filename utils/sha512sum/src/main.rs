#![no_main]
shared::main!(cl_sha512sum::run);
