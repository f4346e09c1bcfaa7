#![no_main]
shared::main!(cl_unlink::run);
