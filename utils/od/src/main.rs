#![no_main]
shared::main!(cl_od::run);
