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
        ("csplit", "remove", "*"),
        Finding::Silent,
        "an empty section that can't be removed is reported, with status 0 as GNU's",
    ),
    exception(
        ("mv", "open", "EACCES"),
        Finding::Silent,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("mv", "open", "EACCES"),
        Finding::Loses,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("shuf", "stat", "*"),
        Finding::Silent,
        "another sample: how it is drawn depends on whether the size is known",
    ),
    exception(
        ("wc", "stat", "*"),
        Finding::Silent,
        "columns are as wide as the sizes that are known, as GNU's",
    ),
];
