#![no_main]
shared::main!(cl_uname::run);
