#![no_main]
shared::main!(cl_tr::run);
