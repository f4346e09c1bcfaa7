#![no_main]
shared::main!(cl_echo::run);
