#![no_main]
shared::main!(cl_df::run);
