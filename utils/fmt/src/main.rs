#![no_main]
shared::main!(cl_fmt::run);
