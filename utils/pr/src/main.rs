#![no_main]
shared::main!(cl_pr::run);
