#![no_main]
shared::main!(cl_install::run);
