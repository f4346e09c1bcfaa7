#![no_main]
shared::main!(cl_paste::run);
