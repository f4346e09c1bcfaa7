#![no_main]
shared::main!(cl_stat::run);
