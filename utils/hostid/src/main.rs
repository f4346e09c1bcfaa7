#![no_main]
shared::main!(cl_hostid::run);
