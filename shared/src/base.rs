//! The rooms of `shared` that work through large input. They are a crate of their own because a crate
//! is compiled with one optimization level: these for speed, and the other rooms, whose time is spent in
//! system calls, for size. [`shared`](../shared/index.html) re-exports all of them.

#![warn(missing_docs)]

pub mod bytes;
pub mod checksum;
pub mod encoding;
pub mod fs;
pub mod input;
pub mod program;
pub mod sys;
pub mod text;
pub mod time;
pub mod values;

pub use libc;
