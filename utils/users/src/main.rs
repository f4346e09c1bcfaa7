#![no_main]
shared::main!(cl_users::run);
