#![no_main]
shared::main!(cl_comm::run);
