#![no_main]
shared::main!(cl_join::run);
