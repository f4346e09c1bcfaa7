//! sleep: sums of durations, and what is not a duration.

use std::time::{Duration, Instant};
use testing::utility;

#[test]
fn sums_its_operands() {
    let start = Instant::now();
    utility("sleep")
        .args(["0.05", "5e-2s", "0x1p-4", "0.0005m"])
        .prints("");
    let waited = start.elapsed();
    // Only a lower bound: a busy machine may take any time.
    assert!(waited >= Duration::from_micros(192_500), "{waited:?}");
}

#[test]
fn zero_does_not_wait() {
    for operand in ["0", "0d", "0x0", ".0", "0e9999999999", "+0"] {
        utility("sleep").args([operand]).prints("");
    }
    utility("sleep").args(["--", "-0"]).prints("");
}

/// Returns whether the process waits in the kernel: its state in proc(5) is `S`. It is not for a
/// process that ended.
fn is_sleeping(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name before the state, in parentheses, may contain anything.
    stat.rsplit(") ").next().unwrap().starts_with('S')
}

#[test]
fn long_times_do_not_end() {
    for operand in [
        "infinity",
        "INFd",
        "1e400",
        "99999999999999999999",
        "0x1p9999",
    ] {
        let mut case = utility("sleep").args([operand]);
        let mut child = case.command().spawn().unwrap();
        while !is_sleeping(child.id()) {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "{operand}: {ended:?}");
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn dashes_alone_do_not_wait() {
    utility("sleep").args(["--"]).prints("");
}

#[test]
fn all_mistakes_are_reported() {
    utility("sleep").args(["1x", "0", "nan"]).fails(
        1,
        "sleep: invalid time interval '1x'\nsleep: invalid time interval 'nan'\n\
         Try 'sleep --help' for more information.\n",
    );
    for operand in [
        "", "-", "1 ", "1ss", "1w", "1M", "0x", ".", "1e", ".e1", "1,5", "0x1e-2s", "1_0",
        "infinit", "nan(1)", "d",
    ] {
        utility("sleep").args([operand]).recorded();
        utility("sleep").utf8().args([operand]).recorded();
    }
    utility("sleep").args(["--", "-1"]).recorded();
    utility("sleep").args(["--", "-inf"]).recorded();
    utility("sleep").args([testing::bad_name()]).recorded();
}

#[test]
fn usage() {
    utility("sleep").fails(
        1,
        "sleep: missing operand\nTry 'sleep --help' for more information.\n",
    );
    utility("sleep").args(["--no-such-option"]).recorded();
    utility("sleep").args(["-1"]).recorded();
    assert_eq!(utility("sleep").args(["--help"]).run().status, 0);
    let full = utility("sleep").args(["--version"]).run_into("/dev/full");
    full.is("", "sleep: write error: No space left on device\n", 1);
}
