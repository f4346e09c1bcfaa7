#![no_main]
shared::main!(cl_nohup::run);
