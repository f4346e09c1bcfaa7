#![no_main]
shared::main!(cl_who::run);
