#![no_main]
shared::main!(cl_basenc::run);
