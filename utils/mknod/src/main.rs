#![no_main]
shared::main!(cl_mknod::run);
