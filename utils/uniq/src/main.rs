#![no_main]
shared::main!(cl_uniq::run);
