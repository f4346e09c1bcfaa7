#![no_main]
shared::main!(cl_yes::run);
