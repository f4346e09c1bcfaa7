#![no_main]
shared::main!(cl_printf::run);
