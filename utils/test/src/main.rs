#![no_main]
shared::main!(cl_test::run);
