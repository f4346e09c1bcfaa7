//! Output that nobody reads, or that can't be written: xtask says so, and does not panic.

use std::fs::File;
use std::io::pipe;
use std::process::{Command, Output, Stdio};

/// Lists the measures.
fn list(stdout: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["compare", "--list"])
        .stdout(stdout)
        .output()
        .unwrap()
}

#[test]
fn a_reader_that_has_gone_ends_it_quietly() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let output = list(writer.into());
    // What a shell reports for a program that SIGPIPE ended.
    assert_eq!(output.status.code(), Some(128 + 13));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_full_disk_is_reported() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = list(full.into());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: cannot write to standard output: No space left on device (os error 28)\n"
    );
}

#[test]
fn an_error_that_cannot_be_written_keeps_its_status() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["compare", "--report", "no/such/report"])
        .stderr(full)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}
