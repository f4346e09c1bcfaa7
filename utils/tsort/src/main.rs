#![no_main]
shared::main!(cl_tsort::run);
