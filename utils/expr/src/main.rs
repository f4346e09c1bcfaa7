#![no_main]
shared::main!(cl_expr::run);
