#![no_main]
shared::main!(cl_chroot::run);
