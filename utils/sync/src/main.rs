#![no_main]
shared::main!(cl_sync::run);
