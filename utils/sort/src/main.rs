#![no_main]
shared::main!(cl_sort::run);
