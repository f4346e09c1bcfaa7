#![no_main]
shared::main!(cl_sha1sum::run);
