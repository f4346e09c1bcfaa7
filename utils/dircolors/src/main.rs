#![no_main]
shared::main!(cl_dircolors::run);
