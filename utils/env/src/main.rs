#![no_main]
shared::main!(cl_env::run);
