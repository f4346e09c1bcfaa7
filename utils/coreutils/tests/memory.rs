//! What every utility does where memory is exhausted: a message in GNU's words, and the status of a
//! failure.

use testing::{Dir, bin_dir, program};

/// More than any executable needs to start, in bytes.
const LIMIT: &str = "--as=300000000";

/// Runs a utility with little memory.
#[track_caller]
fn exhausts(line: &str, status: i32) {
    let dir = Dir::new();
    dir.file("f", "1\n");
    let mut words = line.split(' ');
    let name = words.next().expect("a utility");
    let own = bin_dir().join(name);
    // Cargo builds no other package's executable for this test.
    let case = match std::env::var_os("CORELINK_BIN") {
        Some(_) if own.exists() => program("prlimit").args([LIMIT]).args([own]),
        _ => program("prlimit")
            .args([LIMIT])
            .args([bin_dir().join("coreutils")])
            .args([format!("--coreutils-prog={name}")]),
    };
    let run = case.cwd(&dir).args(words).run();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(
        said.ends_with(&format!("{name}: memory exhausted\n")),
        "{run:?}"
    );
    assert_eq!((said.lines().count(), run.status), (1, status), "{run:?}");
}

#[test]
fn a_line_without_end_is_too_long() {
    exhausts("sort /dev/zero", 2);
    exhausts("uniq /dev/zero", 1);
    exhausts("join /dev/zero /dev/zero", 1);
    exhausts("head -n -1 /dev/zero", 1);
    exhausts("date -f /dev/zero", 1);
}

#[test]
fn widths_are_limited_by_memory() {
    exhausts("nl -w 1000000000 f", 1);
    exhausts("numfmt --padding=1000000000 1", 1);
    exhausts("seq -f %1000000000g 1", 1);
    exhausts("pr -o 2147483647 f", 1);
}

/// No memory holds what is longer than a slice can be.
#[test]
fn sizes_that_overflow_exhaust_memory_too() {
    exhausts("numfmt --padding=9223372036854775807 1", 1);
    exhausts("shuf -i 0-9223372036854775807", 1);
    exhausts("split -a 9999999999999999999 f", 1);
    exhausts("split -n r/9223372036854775807 f", 1);
}
