#![no_main]
shared::main!(cl_false::run, 1 without one argument);
