#![no_main]
shared::main!(cl_pwd::run);
