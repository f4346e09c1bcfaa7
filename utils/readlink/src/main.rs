#![no_main]
shared::main!(cl_readlink::run);
