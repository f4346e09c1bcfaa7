#![no_main]
shared::main!(cl_sha384sum::run);
