//! yes: a line again and again, into pipes and files, until killed.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use testing::utility;

/// Returns the first `len` bytes. The closed pipe must then kill yes.
fn start_of(args: &[&str], len: usize) -> Vec<u8> {
    let mut case = utility("yes").args(args);
    let mut child = case.command().stdout(Stdio::piped()).spawn().unwrap();
    let mut bytes = vec![0; len];
    child.stdout.take().unwrap().read_exact(&mut bytes).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(testing::libc::SIGPIPE));
    bytes
}

#[track_caller]
fn repeats(args: &[&str], line: &str) {
    let len = 5_000_000;
    let want: Vec<u8> = line.bytes().cycle().take(len).collect();
    assert!(start_of(args, len) == want, "{args:?}");
}

#[test]
fn repeats_a_line() {
    repeats(&[], "y\n");
    repeats(&["a", "bc"], "a bc\n");
    repeats(&[""], "\n");
    repeats(&["--"], "y\n");
    repeats(&["--", "-x", "--"], "-x --\n");
    // These are no divisors of a page, of the blocks, or of the pipe whose pages are repeated.
    for length in [3, 4094, 4095, 65_533, 65_534, 65_535, 100_000, 131_000] {
        let long = "0123456789".repeat(length / 10 + 1);
        repeats(&[&long[..length]], &format!("{}\n", &long[..length]));
    }
    let long = "0123456789".repeat(10_000);
    repeats(&[&long], &format!("{long}\n"));
}

#[test]
fn writes_to_files_too() {
    let dir = testing::Dir::new();
    let script = format!(
        "ulimit -f 64; '{}' > '{}'",
        testing::bin_dir().join("yes").display(),
        dir.join("out").display()
    );
    testing::command("sh")
        .args(["-c", &script])
        .status()
        .unwrap();
    assert!(dir.read("out").chunks(2).all(|line| line == b"y\n"));
    assert!(!dir.read("out").is_empty());
}

#[test]
fn a_full_pipe_takes_parts() {
    for line in ["y", "abc", "a longer line than one letter"] {
        let mut yes = utility("yes").args([line]);
        let mut child = yes.command().stdout(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut read = Vec::new();
        let mut part = [0; 5000];
        while read.len() < 2_000_000 {
            // After a short read, the pipe has room for less than what is repeated.
            let n = out.read(&mut part).unwrap();
            read.extend_from_slice(&part[..n]);
        }
        drop(out);
        assert_eq!(child.wait().unwrap().signal(), Some(testing::libc::SIGPIPE));
        let want = [line.as_bytes(), b"\n"].concat();
        let want: Vec<u8> = want.into_iter().cycle().take(read.len()).collect();
        assert!(read == want, "{line}");
    }
}

/// Where the kernel refuses tee(2), or another pipe, the lines are written.
#[test]
fn does_without_other_pipes() {
    let sh = std::path::Path::new("/bin/sh");
    for call in ["tee", "pipe2"] {
        let dir = testing::Dir::new();
        let yes = testing::bin_dir().join("yes");
        // The shell, which is traced too, makes its pipe by hand.
        let script = format!("'{}' abc >pipe & head -c 1000000 <pipe >out", yes.display());
        let script = format!("mkfifo pipe; {script}; wait");
        let fault = format!("inject={call}:error=EPERM");
        let Some((said, _)) = testing::failing(&dir, &["-e", &fault], sh, &["-c", &script]) else {
            testing::skip!("strace may not trace");
        };
        assert_eq!(said, "", "{call}");
        let out = dir.read("out");
        let want: Vec<u8> = b"abc\n".iter().copied().cycle().take(1_000_000).collect();
        assert!(out == want, "{call}: {}", out.len());
    }
}

#[test]
fn mistakes() {
    for args in [&["-x"][..], &["a", "-x"], &["--x"], &["--help=1"]] {
        utility("yes").args(args).recorded();
    }
    let full = "yes: standard output: No space left on device\n";
    utility("yes").run_into("/dev/full").is("", full, 1);
    utility("yes")
        .closed(1)
        .fails(1, "yes: standard output: Bad file descriptor\n");
}

#[test]
fn help_may_be_abbreviated() {
    for args in [&["--hel"][..], &["a", "--help"]] {
        let help = utility("yes").args(args).run();
        assert!(help.stdout.starts_with(b"Usage: yes "), "{help:?}");
        assert_eq!(help.status, 0);
    }
}
