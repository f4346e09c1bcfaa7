//! Errors at every system call of every utility: see `testing::faults`.
//!
//! `cargo xtask faults` runs all of them, and this test a selection:
//!
//! - `CORELINK_FAULTS=all` or a number: every fault, or one of so many.
//! - `CORELINK_FAULTS_SECONDS`: begin no more runs after that time.
//! - `CORELINK_FAULTS_ONLY`: names of utilities, separated by commas.
#![cfg(target_arch = "x86_64")]

#[path = "faults/commands.rs"]
mod commands;
#[path = "faults/exceptions.rs"]
mod exceptions;

use std::time::Duration;
use testing::faults::{Extent, at_every_call};

/// One of so many faults is tried where nothing else is asked for.
const SELECTION: usize = 23;

#[test]
fn every_call_may_fail() {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let number = |name: &str| variable(name).and_then(|value| value.parse::<usize>().ok());
    let stride = match variable("CORELINK_FAULTS").as_deref() {
        Some("all") => 1,
        _ => number("CORELINK_FAULTS").unwrap_or(SELECTION),
    };
    let only = variable("CORELINK_FAULTS_ONLY").unwrap_or_default();
    let extent = Extent {
        utilities: only
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        stride,
        time: number("CORELINK_FAULTS_SECONDS").map(|s| Duration::from_secs(s as u64)),
    };
    let report = at_every_call(commands::LINES, exceptions::EXCEPTIONS, &extent);
    println!("{report}");
    assert_eq!(report.findings(), 0, "see above");
    assert!(report.runs() > 0, "nothing was tried");
    if stride == 1 && extent.utilities.is_empty() && extent.time.is_none() {
        let unused: Vec<_> = report.unused();
        assert!(
            unused.is_empty(),
            "exceptions that apply to nothing: {unused:?}"
        );
    }
}

#[test]
fn short_reads_move_no_lines() {
    let lines = &["tail -n2 <big", "tail -n2 big", "head -n-2 big"];
    let extent = Extent {
        stride: 1,
        ..Extent::default()
    };
    let report = at_every_call(lines, exceptions::EXCEPTIONS, &extent);
    println!("{report}");
    assert_eq!(report.findings(), 0, "see above");
    assert!(report.runs() > 0, "nothing was tried");
}
