#![no_main]
shared::main!(cl_coreutils::run);
