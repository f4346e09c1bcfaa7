#![no_main]
shared::main!(cl_csplit::run);
