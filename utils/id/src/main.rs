#![no_main]
shared::main!(cl_id::run);
