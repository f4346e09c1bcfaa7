#![no_main]
shared::main!(cl_cut::run);
