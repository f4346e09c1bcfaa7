//! A program that does nothing, like a C program with an empty `main`: it loads the C library and
//! runs its start-up code. Its start is the lower bound of all starts.
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
