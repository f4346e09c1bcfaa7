#![no_main]
shared::main!(cl_split::run);
