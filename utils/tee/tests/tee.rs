//! tee: copying to several outputs, and what happens if one fails.

use std::fs::File;
use std::process::{Child, Stdio};
use std::time::Duration;
use testing::{Case, Dir, Outcome, bad_name, program, utility};

#[test]
fn copies_to_all_outputs() {
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

/// Starts tee with pipes as standard streams.
fn start(mut tee: Case, dir: &Dir) -> Child {
    let command = tee.command().current_dir(dir.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

/// Copies to a file `a` and to a pipe whose reader goes away after the first line; then a second
/// line follows. Returns the messages and the status, and the content of the file.
fn without_reader(options: &[&str]) -> (Outcome, Vec<u8>) {
    let dir = Dir::new();
    // The second line is written once the reader has closed the pipe, of which no other process
    // has the reading end.
    let script = "mkfifo gone
        { echo first; read _ <gone; echo second; } |
        { tee \"$@\" a; echo $? >status; } |
        { read _; exec <&-; echo >gone; }";
    let path = format!("{}:/usr/bin:/bin", testing::bin_dir().display());
    let shell = program("sh").args(["-c", script, "sh"]).args(options);
    let mut outcome = shell.env("PATH", path).cwd(&dir).run();
    let status = String::from_utf8(dir.read("status")).expect("a number");
    outcome.status = status.trim_end().parse().expect("a number");
    (outcome, dir.read("a"))
}

#[test]
fn pipes_without_reader() {
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
    // Standard input stays open and empty. The limit only ends a test that fails.
    for _ in 0..5000 {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("tee -p still waits for input although its output has no reader");
}

#[test]
fn help_shows_the_synopsis() {
    let help = utility("tee").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: tee [OPTION]... [FILE]...\n")
    );
}

/// Three MB, in which no two places are alike.
fn many() -> Vec<u8> {
    (0..400_000)
        .flat_map(|n| format!("{n:06}\n").into_bytes())
        .collect()
}

/// Runs a script with the utilities in PATH. What it prints is much, so it is compared here.
#[track_caller]
fn script(dir: &Dir, text: &str, printed: &[u8], message: &str) {
    let path = format!("{}:/usr/bin:/bin", testing::bin_dir().display());
    let shell = program("sh").args(["-c", text]).env("PATH", path);
    let outcome = shell.cwd(dir).run();
    assert!(
        outcome.stdout == printed,
        "{text}: {}",
        outcome.stdout.len()
    );
    assert_eq!(outcome.stderr, message.as_bytes(), "{text}");
}

#[test]
fn much_from_a_pipe() {
    let dir = Dir::new();
    let many = many();
    dir.file("many", &many);
    // To a pipe alone, with files, and to a file whose position others share.
    for (text, files) in [
        ("cat many | tee | cat", &[][..]),
        ("cat many | tee a | cat", &["a"]),
        ("cat many | tee a b c | cat", &["a", "b", "c"]),
        ("cat many | tee -p a b | cat", &["a", "b"]),
        ("cat many | tee a b >out; cat out", &["a", "b"]),
        ("{ echo x; cat many | tee a; } >out; tail -n +2 out", &["a"]),
        ("cat many | tee a /dev/null | cat", &["a"]),
        (
            "mkfifo f; cat f >b & cat many | tee a f | cat; wait; rm f",
            &["a", "b"],
        ),
    ] {
        script(&dir, text, &many, "");
        for file in files {
            assert!(dir.read(file) == many, "{text}: {file}");
        }
    }
    dir.file("a", "x\n");
    script(&dir, "cat many | tee -a a b | cat", &many, "");
    assert!(dir.read("a") == [b"x\n", &many[..]].concat());
    // Small parts follow large ones.
    script(
        &dir,
        "{ cat many; sleep 0.1; echo x; sleep 0.1; cat many; } | tee a | cat",
        &[&many[..], b"x\n", &many].concat(),
        "",
    );
    assert!(dir.read("a") == [&many[..], b"x\n", &many].concat());
}

#[test]
fn errors_after_much() {
    let dir = Dir::new();
    let many = many();
    dir.file("many", &many);
    let full = "tee: /dev/full: No space left on device\n";
    script(&dir, "cat many | tee a /dev/full b | cat", &many, full);
    assert!(dir.read("a") == many && dir.read("b") == many);
    script(&dir, "cat many | tee a /dev/full | cat", &many, full);
    assert!(dir.read("a") == many);
    // A file that may not grow.
    let limited = "trap '' XFSZ; cat many | { ulimit -f 1000; tee a /dev/null; } | cat";
    script(&dir, limited, &many, "tee: a: File too large\n");
    assert!(many.starts_with(&dir.read("a")));
    assert_eq!(dir.read("a").len() % 512, 0);
    assert!(dir.read("a").len() > 500_000);
    // A reader that goes away.
    let gone = "cat many | tee -p a | head -n 30000 | tail -n 1";
    script(&dir, gone, b"029999\n", "");
    assert!(dir.read("a") == many);
    let warned = "cat many | tee --output-error=warn a | head -n 30000 | tail -n 1";
    let broken = "tee: 'standard output': Broken pipe\n";
    script(&dir, warned, b"029999\n", broken);
    assert!(dir.read("a") == many);
}

/// Where the kernel refuses to pass pages on, they are read and written, and nothing is lost.
#[test]
fn does_without_splice() {
    let dir = Dir::new();
    let many = many();
    dir.file("many", &many);
    let sh = std::path::Path::new("/bin/sh");
    for fault in [
        "splice:error=EPERM",
        "splice:error=EPERM:when=2",
        "splice:error=EPERM:when=3",
        "splice:error=EINVAL:when=6",
        "splice:error=EINTR:when=3",
        "tee:error=EPERM",
        "tee:error=EPERM:when=3",
        "pipe2:error=EMFILE",
    ] {
        let tee = testing::bin_dir().join("tee");
        let text = format!(
            "dd bs=64k status=none <many >f & '{}' a b <f >g",
            tee.display()
        );
        let text = format!("mkfifo f g; cat g >out & {text}; wait; rm f g");
        let fault = format!("inject={fault}");
        let Some((said, _)) = testing::failing(&dir, &["-e", &fault], sh, &["-c", &text]) else {
            testing::skip!("strace may not trace");
        };
        assert_eq!(said, "", "{fault}");
        for file in ["a", "b", "out"] {
            assert!(dir.read(file) == many, "{fault}: {file}");
        }
    }
}
