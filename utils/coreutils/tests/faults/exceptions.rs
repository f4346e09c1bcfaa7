//! Findings that are right, each with its reason.

use testing::faults::Exception;

pub const EXCEPTIONS: &[Exception] = &[];
