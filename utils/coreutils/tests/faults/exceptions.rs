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
        ("cp", "getxattr", "*"),
        Finding::Silent,
        "-a copies extended attributes where it can, and reports nothing, as GNU's",
    ),
    exception(
        ("cp", "listxattr", "*"),
        Finding::Silent,
        "-a copies extended attributes where it can, and reports nothing, as GNU's",
    ),
    exception(
        ("cp", "setxattr", "*"),
        Finding::Silent,
        "-a copies extended attributes where it can, and reports nothing, as GNU's",
    ),
    exception(
        ("cp", "open old", "*"),
        Finding::Silent,
        "-f removes a file that can't be opened, and makes it anew with the source's mode",
    ),
    exception(
        ("cp", "open other", "EACCES"),
        Finding::Silent,
        "a link to what may not be looked at is no directory, and --remove-destination replaces it",
    ),
    exception(
        ("cp", "open other", "EACCES"),
        Finding::Loses,
        "a link to what may not be looked at is no directory, and --remove-destination replaces it",
    ),
    exception(
        ("cp", "stat link", "EACCES"),
        Finding::Loses,
        "a link to what may not be looked at can replace any file, as GNU's",
    ),
    exception(
        ("dd", "read", "short"),
        Finding::Silent,
        "count= counts short blocks, and conv=sync pads them, unless iflag=fullblock is given",
    ),
    exception(
        ("install", "open other", "EACCES"),
        Finding::Silent,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("install", "open other", "EACCES"),
        Finding::Loses,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("ln", "open other", "EACCES"),
        Finding::Silent,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("ln", "open other", "EACCES"),
        Finding::Loses,
        "a directory that may not be searched is no target; what follows fails too",
    ),
    exception(
        ("mv", "listxattr", "*"),
        Finding::Silent,
        "ENOSYS means that there are no extended attributes",
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
        ("mv", "stat link", "EACCES"),
        Finding::Loses,
        "a link to what may not be looked at can replace any file, as GNU's",
    ),
    exception(
        ("shred", "open in", "EACCES"),
        Finding::Silent,
        "-f makes a file writable that may not be opened, and leaves it so, as GNU's",
    ),
    exception(
        ("shuf", "stat", "*"),
        Finding::Silent,
        "another sample: how it is drawn depends on whether the size is known",
    ),
    exception(
        ("wc", "lseek names0", "*"),
        Finding::Silent,
        "columns are as wide as the sizes that are known, as GNU's",
    ),
    exception(
        ("wc", "open names0", "*"),
        Finding::Silent,
        "columns are as wide as the sizes that are known, as GNU's",
    ),
    exception(
        ("wc", "read names0", "*"),
        Finding::Silent,
        "columns are as wide as the sizes that are known, as GNU's",
    ),
    exception(
        ("wc", "stat", "*"),
        Finding::Silent,
        "columns are as wide as the sizes that are known, as GNU's",
    ),
];
