//! nohup: running a command that ignores hangups. The terminals are pseudo-terminals.

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
        nohup(args).utf8().recorded();
    }
    nohup(&["sh", "-c", "exit 3"]).fails(3, "");
    nohup(&["nosuch"]).closed(2).fails(127, "");
    nohup(&["printf", "%s", "-x"]).prints("-x");
}

#[test]
fn ignores_hangups() {
    nohup(&["sh", "-c", "kill -HUP $$; echo alive"]).prints("alive\n");
}

/// Runs nohup in `dir`. The streams whose digits are in `on_terminal` are a terminal. Returns what
/// the terminal shows, what the other streams got, and the status.
fn run(dir: &Dir, on_terminal: &str, command: &str) -> (String, String, i32) {
    run_with(dir, on_terminal, command, &[])
}

fn run_with(
    dir: &Dir,
    on_terminal: &str,
    command: &str,
    variables: &[(&str, &str)],
) -> (String, String, i32) {
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
        .envs(variables.iter().copied())
        .stdin(stream('0'))
        .stdout(stream('1'))
        .stderr(stream('2'));
    std::os::unix::process::CommandExt::arg0(&mut child, "nohup");
    let status = child.status().unwrap().code().unwrap();
    drop(child);
    drop(near);
    // When the other side is closed everywhere, reading fails with EIO behind the last byte.
    let mut shown = Vec::new();
    let _ = far.read_to_end(&mut shown);
    let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
    let other = std::fs::read_to_string(&other).unwrap_or_default();
    (shown, other, status)
}

const TALK: &str = "echo out; echo err >&2";

#[test]
fn redirects_streams_that_are_a_terminal() {
    // Which streams are a terminal; what it shows, what other streams got, what is in nohup.out.
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
fn appends_output_to_a_private_file() {
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
    // Reading from what replaced the terminal fails.
    let dir = Dir::new();
    let (_, _, status) = run(&dir, "0", "cat 2>/dev/null");
    assert_eq!(status, 1);
}

#[test]
fn a_command_that_does_not_run_is_reported() {
    let dir = Dir::new();
    let (shown, _, status) = run(&dir, "012", "exec nosuch");
    assert_eq!(
        shown,
        "nohup: ignoring input and appending output to 'nohup.out'\n"
    );
    assert_eq!(status, 127);
    // No file can be made in this folder, and there is no HOME.
    let dir = Dir::new();
    dir.folder("nohup.out");
    let (shown, _, status) = run(&dir, "1", "echo ran");
    assert_eq!((shown.as_str(), status), ("", 125));
    assert_eq!(
        dir.read("other"),
        b"nohup: failed to open 'nohup.out': Is a directory\n"
    );
}

#[test]
fn output_may_go_to_the_home_directory() {
    let (dir, home) = (Dir::new(), Dir::new());
    dir.folder("nohup.out");
    for home_name in [
        home.path().display().to_string(),
        format!("{}/", home.path().display()),
    ] {
        let name = home.join("nohup.out");
        let outcome = run_with(&dir, "1", TALK, &[("HOME", &home_name)]);
        let said = format!("nohup: appending output to '{}'\nerr\n", name.display());
        assert_eq!(outcome, (String::new(), said, 0), "{home_name}");
        std::fs::remove_file(dir.join("other")).unwrap();
    }
    assert_eq!(home.read("nohup.out"), b"out\nout\n");
}
