#![no_main]
shared::main!(cl_groups::run);
