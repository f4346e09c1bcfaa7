//! Findings that are right, each with its reason.

use testing::faults::{Exception, Finding};

const fn exception(
    (utility, call, fault): (&'static str, &'static str, &'static str),
    finding: Finding,
    reason: &'static str,
) -> Exception {
    Exception {
        utility,
        call,
        fault,
        finding,
        reason,
    }
}

pub const EXCEPTIONS: &[Exception] = &[
    exception(
        ("*", "sigprocmask", "*"),
        Finding::Crashes,
        "a module of the C library for users and groups asserts that the call succeeds",
    ),
    exception(
        ("*", "*", "EINTR"),
        Finding::Status,
        "a call that a signal interrupts is made again",
    ),
    exception(
        ("*", "close-input", "*"),
        Finding::Status,
        "what was only read loses nothing when it is closed",
    ),
    exception(
        ("cat", "copy_file_range", "*"),
        Finding::Status,
        "what the kernel does not copy is read and written",
    ),
];
