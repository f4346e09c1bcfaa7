#![no_main]
shared::main!(cl_true::run, 0 without one argument);
