#![no_main]
shared::main!(cl_tail::run);
