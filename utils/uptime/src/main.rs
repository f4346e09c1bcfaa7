#![no_main]
shared::main!(cl_uptime::run);
