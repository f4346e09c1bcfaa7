//! Integration tests of nohup. Terminals are made for them.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use testing::{Case, Dir, Terminal, bin_dir, utility};

fn nohup(args: &[&str]) -> Case {
    utility("nohup").args(args)
}

#[test]
fn complains_like_gnu() {
    for args in [
        &[][..],
        &["nosuch"],
        &["/"],
        &["-x"],
        &["--foo"],
        &[""],
        &["--", "nosuch"],
    ] {
        nohup(args).recorded();
        nohup(args).env("POSIXLY_CORRECT", "1").recorded();
        nohup(args).env("LC_ALL", "C.UTF-8").recorded();
    }
    nohup(&["sh", "-c", "exit 3"]).fails(3, "");
    nohup(&["nosuch"]).closed(2).fails(127, "");
    nohup(&["printf", "%s", "-x"]).prints("-x");
}

#[test]
fn ignores_hangups() {
    nohup(&["sh", "-c", "kill -HUP $$; echo alive"]).prints("alive\n");
}

/// Runs nohup in a folder with the streams in `on_terminal` on one; what it shows there, what
/// the other streams got, and the status.
fn run(dir: &Dir, on_terminal: &str, command: &str) -> (String, String, i32) {
    let Terminal { mut far, near } = Terminal::new();
    let other = dir.join("other");
    let stream = |digit: char| -> Stdio {
        if on_terminal.contains(digit) {
            near.try_clone().unwrap().into()
        } else if digit == '0' {
            Stdio::null()
        } else {
            File::options()
                .append(true)
                .create(true)
                .open(&other)
                .unwrap()
                .into()
        }
    };
    let mut child = testing::command(bin_dir().join("nohup"));
    child
        .args(["sh", "-c", command])
        .current_dir(dir.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .stdin(stream('0'))
        .stdout(stream('1'))
        .stderr(stream('2'));
    std::os::unix::process::CommandExt::arg0(&mut child, "nohup");
    let status = child.status().unwrap().code().unwrap();
    drop(child);
    drop(near);
    // Once nobody holds the other side, reading ends in EIO, after all that was written.
    let mut shown = Vec::new();
    let _ = far.read_to_end(&mut shown);
    let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
    let other = std::fs::read_to_string(&other).unwrap_or_default();
    (shown, other, status)
}

const TALK: &str = "echo out; echo err >&2";

#[test]
fn leads_streams_away_from_a_terminal() {
    // What is on the terminal: what it shows, what other streams get, what nohup.out holds.
    for (on_terminal, shown, other, kept) in [
        ("", "", "out\nerr\n", None),
        ("0", "", "nohup: ignoring input\nout\nerr\n", None),
        (
            "1",
            "",
            "nohup: appending output to 'nohup.out'\nerr\n",
            Some("out\n"),
        ),
        (
            "2",
            "nohup: redirecting standard error to standard output\n",
            "out\nerr\n",
            None,
        ),
        (
            "01",
            "",
            "nohup: ignoring input and appending output to 'nohup.out'\nerr\n",
            Some("out\n"),
        ),
        (
            "02",
            "nohup: ignoring input and redirecting standard error to standard output\n",
            "out\nerr\n",
            None,
        ),
        (
            "12",
            "nohup: appending output to 'nohup.out'\n",
            "",
            Some("out\nerr\n"),
        ),
        (
            "012",
            "nohup: ignoring input and appending output to 'nohup.out'\n",
            "",
            Some("out\nerr\n"),
        ),
    ] {
        let dir = Dir::new();
        let outcome = run(&dir, on_terminal, TALK);
        assert_eq!(outcome, (shown.into(), other.into(), 0), "{on_terminal}");
        let file = std::fs::read_to_string(dir.join("nohup.out")).ok();
        assert_eq!(file.as_deref(), kept, "{on_terminal}");
    }
}

#[test]
fn appends_to_a_file_of_its_own() {
    let dir = Dir::new();
    dir.file("nohup.out", "before\n");
    run(&dir, "012", TALK);
    assert_eq!(dir.read("nohup.out"), b"before\nout\nerr\n");
    let dir = Dir::new();
    run(&dir, "1", "cat; readlink /proc/self/fd/0");
    assert_eq!(dir.read("nohup.out"), b"/dev/null\n");
    let mode = dir
        .join("nohup.out")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    // Reading from what replaces a terminal fails.
    let dir = Dir::new();
    let (_, _, status) = run(&dir, "0", "cat 2>/dev/null");
    assert_eq!(status, 1);
}

#[test]
fn tells_on_the_terminal_that_nothing_runs() {
    let dir = Dir::new();
    let (shown, _, status) = run(&dir, "012", "exec nosuch");
    assert_eq!(
        shown,
        "nohup: ignoring input and appending output to 'nohup.out'\n"
    );
    assert_eq!(status, 127);
    // In a place where no file can be made, and with no home.
    let dir = Dir::new();
    dir.folder("nohup.out");
    let (shown, _, status) = run(&dir, "1", "echo ran");
    assert_eq!((shown.as_str(), status), ("", 125));
    assert_eq!(
        dir.read("other"),
        b"nohup: failed to open 'nohup.out': Is a directory\n"
    );
}
