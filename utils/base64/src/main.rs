#![no_main]
shared::main!(cl_base64::run);
