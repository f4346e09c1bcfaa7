//! Bytes in bulk: searching, marking and copying them a vector register at a time.
//!
//! Everything here has a plain equivalent, which is the oracle of its unit tests.
#![allow(
    unsafe_code,
    reason = "vector instructions and advice about pages; see the SAFETY comment at each"
)]

mod lanes;
pub mod marks;
pub mod memory;
pub mod search;
pub mod simd;
