#![no_main]
shared::main!(cl_truncate::run);
