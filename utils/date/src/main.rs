#![no_main]
shared::main!(cl_date::run);
