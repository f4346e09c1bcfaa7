#![no_main]
shared::main!(cl_md5sum::run);
