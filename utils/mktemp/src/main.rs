#![no_main]
shared::main!(cl_mktemp::run);
