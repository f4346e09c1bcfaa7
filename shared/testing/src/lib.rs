//! Runs the real executable of a utility and asserts on what it did.
//!
//! A test of a utility is a list of runs, one to a line where that is readable:
//!
//! ```ignore
//! #[test]
//! fn fields_are_chosen_by_number() {
//!     let cut = |args: &[&str]| utility("cut").args(args).stdin("a:b:c\nx\n");
//!     cut(&["-d:", "-f2"]).prints("b\nx\n");
//!     cut(&["-d:", "-s", "-f2"]).prints("b\n");
//!     cut(&["-f0"]).fails(1, "cut: fields are numbered from 1\n…");
//!     for list in ["1-2", "2-", "-2,3"] {
//!         cut(&["-d:", "-f", list]).recorded();
//!     }
//! }
//! ```
//!
//! # Where the expectation comes from
//!
//! - [`prints`](Case::prints), [`fails`](Case::fails) and [`is`](Outcome::is) state it in the
//!   test. They are for what a reader should see, and for what the specification, GNU 9.11, does
//!   otherwise than the older GNU of the machine.
//! - [`recorded`](Case::recorded) compares with `tests/recorded/TEST.txt`, which was recorded from
//!   GNU's utility: `cargo xtask test --record cut` writes it. Read the file before committing it.
//! - [`like_gnu`](Case::like_gnu) runs GNU's utility and compares. It is for generated input
//!   ([`Chance`]) and for what depends on the machine. Without GNU (`CORELINK_GNU` names its
//!   folder, `/usr/bin` otherwise) the comparison is counted as not made.
//!
//! An expectation never comes from our own output.
//!
//! # What can't run is counted
//!
//! [`skip!`](crate::skip!) counts a test as skipped, with its reason, and returns from it: a
//! missing locale, privilege or tool. No test returns in silence. The counts are in the last lines
//! of `cargo xtask test`; a file named by `CORELINK_TEST_LOG` collects them.
//!
//! # Children
//!
//! Start them by [`utility`], [`program`] or [`command`]. They get a known environment, default
//! signals, umask and limits, and their own process group. A [`Case`] that takes longer than 60
//! seconds (`CORELINK_TEST_LIMIT`) is killed with its group, and fails.

mod case;
mod chance;
mod deliberate;
mod differential;
mod digests;
#[cfg(target_arch = "x86_64")]
pub mod faults;
mod folder;
#[cfg(target_arch = "x86_64")]
mod inject;
mod logins;
mod machine;
mod options;
mod outcome;
mod pipes;
mod process;
mod race;
mod recorded;
mod skip;
mod terminal;
pub mod text;
mod trace;

pub use case::{Case, program, utility};
pub use chance::Chance;
pub use deliberate::{Compared, Difference, NEW_OPTIONS, Sign, deliberate, reworded};
pub use differential::{gnu, path as gnu_path};
pub use digests::DigestUtility;
pub use folder::Dir;
pub use libc;
pub use logins::{Login, utmp};
pub use machine::{
    bad_name, become_nobody, bin_dir, has_locale, is_preloadable, is_root, needs_origin,
};
pub use options::each_option;
pub use outcome::Outcome;
pub use process::command;
pub use race::{Attack, Attacks, Losses, exchange, in_each_set, survives, tries, while_swapping};
pub use skip::skip;
pub use tempfile;
pub use terminal::Terminal;
pub use trace::{failing, failing_to_close, traced};
