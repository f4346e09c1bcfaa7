#![no_main]
shared::main!(cl_sha256sum::run);
