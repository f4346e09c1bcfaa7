//! Integration tests of tee.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::Duration;
use testing::{Case, Dir, Outcome, bad_name, utility};

#[test]
fn copies_to_all() {
    let dir = Dir::new();
    let name = bad_name();
    let tee = utility("tee").args(["a".as_ref(), name.as_os_str(), "-".as_ref()]);
    tee.cwd(&dir).stdin("x\ny").prints("x\ny");
    for name in ["a".as_ref(), name.as_os_str(), "-".as_ref()] {
        assert_eq!(dir.read(name), b"x\ny");
    }
    utility("tee").stdin("x").prints("x");
    let much = vec![b'z'; 1_000_000];
    let tee = utility("tee").args(["a"]).cwd(&dir).stdin(&much);
    tee.prints(&much);
    assert!(dir.read("a") == much);
}

#[test]
fn appends_or_overwrites() {
    let dir = Dir::new();
    dir.file("a", "old");
    for append in ["-a", "--append", "--app"] {
        let tee = utility("tee").args([append, "a"]).cwd(&dir);
        tee.stdin("+").prints("+");
    }
    assert_eq!(dir.read("a"), b"old+++");
    utility("tee")
        .args(["a"])
        .cwd(&dir)
        .stdin("new")
        .prints("new");
    assert_eq!(dir.read("a"), b"new");
}

#[test]
fn files_that_cannot_be_opened() {
    let dir = Dir::new();
    let message = "tee: gone/a: No such file or directory\n";
    let tee = utility("tee").args(["gone/a", "b"]).cwd(&dir);
    tee.stdin("x").run().is("x", message, 1);
    assert_eq!(dir.read("b"), b"x");
    for mode in ["--output-error=exit", "--output-error=exit-nopipe"] {
        let tee = utility("tee").args([mode, "gone/a"]).cwd(&dir).stdin("x");
        tee.fails(1, message);
    }
    let tee = utility("tee").args(["-p", "."]).cwd(&dir).stdin("x");
    tee.run().is("x", "tee: .: Is a directory\n", 1);
}

#[test]
fn outputs_that_are_full() {
    let full = |options: &[&str]| {
        let dir = Dir::new();
        dir.file("a", "");
        let tee = utility("tee").args(options).args(["/dev/full", "a"]);
        let outcome = tee.cwd(&dir).stdin("x").run();
        (outcome, dir.read("a"))
    };
    let message = "tee: /dev/full: No space left on device\n";
    for options in [
        &[][..],
        &["-p"],
        &["--output-error"],
        &["--output-error=warn"],
    ] {
        let (outcome, file) = full(options);
        outcome.is("x", message, 1);
        assert_eq!(file, b"x");
    }
    let (outcome, file) = full(&["--output-error=exit"]);
    outcome.is("x", message, 1);
    assert_eq!(file, b"");
    let dir = Dir::new();
    let tee = utility("tee").args(["a"]).cwd(&dir).stdin("x");
    let outcome = tee.run_into("/dev/full");
    outcome.is("", "tee: 'standard output': No space left on device\n", 1);
    assert_eq!(dir.read("a"), b"x");
}

#[test]
fn closed_descriptors() {
    let dir = Dir::new();
    let tee = utility("tee").args(["a"]).cwd(&dir).stdin("x").closed(1);
    tee.run()
        .is("", "tee: 'standard output': Bad file descriptor\n", 1);
    assert_eq!(dir.read("a"), b"x");
    let message = "tee: read error: Bad file descriptor\n\
                   tee: standard input: Bad file descriptor\n";
    utility("tee").closed(0).fails(1, message);
    let folder = File::open(dir.path()).unwrap();
    let tee = utility("tee").run_from(&folder);
    tee.is("", "tee: read error: Is a directory\n", 1);
}

#[test]
fn modes_are_keywords() {
    for mode in ["foo", "", "exi", "w", "warn-"] {
        let mode = format!("--output-error={mode}");
        utility("tee").args([mode]).stdin("x").recorded();
    }
    utility("tee").args(["-x"]).recorded();
    utility("tee")
        .args(["-ia", "--ignore-interrupts"])
        .stdin("x")
        .recorded();
}

/// Starts it with a pipe on either side.
fn start(mut tee: Case, dir: &Dir) -> Child {
    let command = tee.command().current_dir(dir.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

/// What it does where its reader goes away after the first bytes, and more input follows.
fn without_reader(options: &[&str]) -> (Outcome, Vec<u8>) {
    let dir = Dir::new();
    let mut child = start(utility("tee").args(options).args(["a"]), &dir);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"first\n").unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 6]).unwrap();
    drop(stdout);
    // A process that another test is just starting holds a copy of it until it is executed.
    std::thread::sleep(Duration::from_millis(100));
    let _ = stdin.write_all(b"second\n");
    drop(stdin);
    let mut stderr = Vec::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_end(&mut stderr)
        .unwrap();
    let status = child.wait().unwrap();
    let outcome = std::process::Output {
        status,
        stdout: Vec::new(),
        stderr,
    };
    (outcome.into(), dir.read("a"))
}

#[test]
fn pipes_that_nobody_reads() {
    let message = "tee: 'standard output': Broken pipe\n";
    let (outcome, _) = without_reader(&[]);
    outcome.is("", "", 128 + testing::libc::SIGPIPE);
    for options in [
        &["-p"][..],
        &["--output-error"],
        &["--output-error=exit-nopipe"],
    ] {
        let (outcome, file) = without_reader(options);
        outcome.is("", "", 0);
        assert_eq!(file, b"first\nsecond\n", "{options:?}");
    }
    let (outcome, file) = without_reader(&["--output-error=warn"]);
    outcome.is("", message, 1);
    assert_eq!(file, b"first\nsecond\n");
    let (outcome, _) = without_reader(&["--output-error=exit"]);
    outcome.is("", message, 1);
}

#[test]
fn stops_without_readers_before_there_is_more_input() {
    let dir = Dir::new();
    let mut child = start(utility("tee").args(["-p"]), &dir);
    drop(child.stdout.take());
    // Standard input stays open, and nothing is written to it.
    for _ in 0..500 {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("it still waits for input");
}

#[test]
fn helps() {
    let help = utility("tee").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: tee [OPTION]... [FILE]...\n")
    );
}
