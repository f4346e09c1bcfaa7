//! Integration tests of mktemp.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use testing::{Case, Dir, bad_name, utility};

fn mktemp(dir: &Dir, args: &[&str]) -> Case {
    utility("mktemp")
        .args(args)
        .cwd(dir)
        .env("TMPDIR", dir.path())
}

/// Returns the name that is printed, after checking its start, its end and the number of letters
/// between.
#[track_caller]
fn name(case: Case, start: &str, letters: usize, end: &str) -> String {
    let outcome = case.run();
    let line = String::from_utf8(outcome.stdout.clone()).unwrap();
    outcome.is(&line, "", 0);
    let name = line.strip_suffix('\n').unwrap();
    let random = name.strip_prefix(start).unwrap().strip_suffix(end).unwrap();
    assert_eq!(random.len(), letters, "{name}");
    assert!(random.bytes().all(|b| b.is_ascii_alphanumeric()), "{name}");
    name.to_owned()
}

fn count(dir: &Dir) -> usize {
    fs::read_dir(dir.path()).unwrap().count()
}

#[test]
fn files_and_directories_are_private() {
    let dir = Dir::new();
    let start = format!("{}/tmp.", dir.path().display());
    let file = fs::metadata(name(mktemp(&dir, &[]), &start, 10, "")).unwrap();
    assert!(file.is_file() && file.permissions().mode() & 0o7777 == 0o600);
    let made = fs::metadata(name(mktemp(&dir, &["-d"]), &start, 10, "")).unwrap();
    assert!(made.is_dir() && made.permissions().mode() & 0o7777 == 0o700);
}

#[test]
fn templates_have_suffixes() {
    let dir = Dir::new();
    name(mktemp(&dir, &["aXXX"]), "a", 3, "");
    name(mktemp(&dir, &["aXXXXX.txt"]), "a", 5, ".txt");
    name(mktemp(&dir, &["--suffix=.c", "aXXXX"]), "a", 4, ".c");
    name(mktemp(&dir, &["--suffix=XX", "XXXX"]), "", 4, "XX");
    name(mktemp(&dir, &["aXXXbXXXc"]), "aXXXb", 3, "c");
    assert_eq!(count(&dir), 5);
}

#[test]
fn directories_are_chosen() {
    let dir = Dir::new();
    dir.folder("d/e");
    let tmpdir = format!("{}/a", dir.path().display());
    name(mktemp(&dir, &["-p", "d", "aXXX"]), "d/a", 3, "");
    name(mktemp(&dir, &["--tmpdir=d", "e/aXXX"]), "d/e/a", 3, "");
    name(mktemp(&dir, &["--tmpdir", "aXXX"]), &tmpdir, 3, "");
    name(mktemp(&dir, &["-p", "", "aXXX"]), &tmpdir, 3, "");
    name(mktemp(&dir, &["-t", "aXXX"]), &tmpdir, 3, "");
    // With -t, TMPDIR comes before -p.
    name(mktemp(&dir, &["-t", "-p", "d", "aXXX"]), &tmpdir, 3, "");
    let unset = |args: &[&str]| mktemp(&dir, args).env("TMPDIR", "");
    name(unset(&["-t", "-p", "d", "aXXX"]), "d/a", 3, "");
    assert_eq!(fs::read_dir(dir.join("d")).unwrap().count(), 3);
}

#[test]
fn a_dry_run_makes_nothing() {
    let dir = Dir::new();
    name(mktemp(&dir, &["-u", "aXXX"]), "a", 3, "");
    name(mktemp(&dir, &["-du", "aXXX"]), "a", 3, "");
    assert_eq!(count(&dir), 0);
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &["a", "b"][..],
        &["a"],
        &["aXX"],
        &[""],
        &["aXXX/b"],
        &["--suffix=.c", "aXXXb"],
        &["--suffix=/b", "aXXX"],
        &["--suffix=b", ""],
        &["--tmpdir", "/aXXX"],
        &["-t", "d/aXXX"],
        &["gone/aXXX"],
        &["-d", "gone/aXXX"],
        &["-u", "-p", "/dev/null", "aXXX"],
        &["-q", "gone/aXXX"],
        &["-dq", "gone/aXXX"],
        &["--no-such-option"],
    ] {
        mktemp(&dir, args).recorded();
    }
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    let mut template = bad_name();
    template.push("XXXX");
    let outcome = utility("mktemp").args([template]).cwd(&dir).run();
    assert_eq!((outcome.status, outcome.stdout.len()), (0, 14));
    assert_eq!(count(&dir), 1);
}

#[test]
fn a_name_that_cannot_be_printed_is_not_kept() {
    let dir = Dir::new();
    for option in ["--", "-d"] {
        let outcome = mktemp(&dir, &[option, "aXXX"]).run_into("/dev/full");
        outcome.is("", "mktemp: write error: No space left on device\n", 1);
        mktemp(
            &dir,
            &[option, "-q", "aXXX"].map(|a| if a == "--" { "-q" } else { a }),
        )
        .run_into("/dev/full")
        .is("", "", 1);
        mktemp(&dir, &[option, "aXXX"])
            .closed(1)
            .fails(1, "mktemp: write error: Bad file descriptor\n");
    }
    assert_eq!(count(&dir), 0);
}

/// Runs mktemp while getrandom(2) fails.
#[test]
fn works_without_getrandom() {
    if testing::command("strace").arg("-V").output().is_err() {
        testing::skip!("there is no strace");
    }
    let dir = Dir::new();
    let mktemp = testing::bin_dir().join("mktemp");
    let run = testing::program("strace")
        .cwd(&dir)
        .args(["-qq", "-o", "trace", "-e", "inject=getrandom:error=ENOSYS"])
        .args([&mktemp])
        .args(["-u", "x.XXXXXX"])
        .run();
    assert_eq!((&*run.stderr, run.status), (&b""[..], 0));
    assert_eq!(run.stdout.len(), "x.XXXXXX\n".len());
}
