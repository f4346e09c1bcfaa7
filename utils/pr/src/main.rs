//! See the library of the same package.
#![no_main]
shared::main!(cl_pr::run);
