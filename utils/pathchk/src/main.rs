#![no_main]
shared::main!(cl_pathchk::run);
