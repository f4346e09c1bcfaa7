#![no_main]
shared::main!({PACKAGE}::run);
