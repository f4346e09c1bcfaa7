#![no_main]
shared::main!(cl_whoami::run);
