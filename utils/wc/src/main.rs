#![no_main]
shared::main!(cl_wc::run);
