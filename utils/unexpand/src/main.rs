#![no_main]
shared::main!(cl_unexpand::run);
