#![no_main]
shared::main!(cl_shuf::run);
