#![no_main]
shared::main!(cl_mkfifo::run);
