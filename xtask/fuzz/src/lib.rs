//! Runs utilities in this process on generated input: a few hundred thousand times a minute, which
//! starting an executable each time would not allow.
//!
//! [`TARGETS`](targets::TARGETS) lists command lines and where the input goes. `src/main.rs` gives
//! them to libFuzzer, and `src/replay.rs` runs inputs that are kept in `corpus/TARGET`. The
//! question is whether a utility panics, crashes or hangs; what it prints is lost.

pub mod stage;
pub mod targets;
