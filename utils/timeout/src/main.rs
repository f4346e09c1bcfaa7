#![no_main]
shared::main!(cl_timeout::run);
