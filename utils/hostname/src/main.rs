#![no_main]
shared::main!(cl_hostname::run);
