//! What a C program with an empty `main` is: the C library, its start-up code, and no more.
//! The cost of starting it is the floor under every figure of start-up.
#![no_std]
#![no_main]

#[link(name = "c")]
unsafe extern "C" {}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    0
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
