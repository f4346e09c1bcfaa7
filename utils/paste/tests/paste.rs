//! paste: merging lines of files.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use testing::{Dir, bad_name, utility};

#[test]
fn examples() {
    let dir = Dir::new();
    dir.file("letters", "a\nb\nc\n").file("digits", "1\n2\n");
    let paste = |args: &[&str]| utility("paste").cwd(&dir).args(args);
    paste(&["letters", "digits"]).prints("a\t1\nb\t2\nc\t\n");
    paste(&["-d:", "letters", "digits"]).prints("a:1\nb:2\nc:\n");
    paste(&["-s", "letters", "digits"]).prints("a\tb\tc\n1\t2\n");
    paste(&["-s", "-d,;", "letters"]).prints("a,b;c\n");
    paste(&["-", "-"]).stdin("1\n2\n3\n").prints("1\t2\n3\t\n");
}

#[test]
fn pastes_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", "a b\nc\n")
        .file("g", "1\n2\n\n4")
        .file("z", "x\0y\nz\0")
        .file("empty", "");
    for args in [
        &["f"][..],
        &["f", "g"],
        &["g", "f"],
        &["f", "g", "f", "empty", "g"],
        &["-d,", "f", "g"],
        &["-d,;", "g", "f", "g", "g"],
        &["-d", "\\0x", "f", "g", "f", "g"],
        &["-d", "", "f", "g"],
        &[
            "-d",
            "\\n\\b\\f\\r\\v\\t\\\\\\q",
            "f",
            "f",
            "f",
            "f",
            "f",
            "f",
            "f",
            "f",
            "f",
        ],
        &["-d\\", "f"],
        &["-da\\", "f"],
        &["-s", "f", "g", "empty"],
        &["-s", "-d", ",;", "g", "f"],
        &["-s", "-d", "\\0", "g"],
        &["-z", "z", "f"],
        &["-sz", "z", "f"],
        &["f", "gone", "g"],
        &["-s", "f", "gone", "g"],
        &[".", "f"],
        &["-s", ".", "f"],
        &["--serial", "--delimiters=:", "--zero-terminated", "z"],
    ] {
        utility("paste").args(args).cwd(&dir).recorded();
    }
    for args in [
        &["-"][..],
        &["-", "-"],
        &["-", "f", "-"],
        &["-s", "-", "-"],
        &[],
    ] {
        utility("paste")
            .args(args)
            .cwd(&dir)
            .stdin("1\n2\n3\n4\n5")
            .recorded();
    }
}

#[test]
fn delimiters_are_characters() {
    let dir = Dir::new();
    dir.file("f", "a\nb\n");
    utility("paste")
        .args(["-s", "-dé→", "f", "f"])
        .cwd(&dir)
        .utf8()
        .prints("aéb\naéb\n");
    utility("paste")
        .args(["-dé→", "f", "f", "f"])
        .cwd(&dir)
        .utf8()
        .prints("aéa→a\nbéb→b\n");
}

#[test]
fn a_list_must_not_end_in_a_backslash() {
    for list in ["a b\\", "\u{e9}\\", "'\\", "\n\\", "\\\\\\"] {
        utility("paste").args(["-d", list]).recorded();
    }
    let list = [b"-d".as_slice(), bad_name().as_encoded_bytes(), b"\\"].concat();
    let list = OsStr::from_bytes(&list);
    utility("paste").args([list]).utf8().recorded();
}

#[test]
fn lines_across_blocks() {
    let dir = Dir::new();
    let (long, many) = ("x".repeat(200_000), "y\n".repeat(100_000));
    dir.file("long", format!("{long}\n{long}"))
        .file("many", &many);
    utility("paste")
        .args(["long", "many", "long"])
        .cwd(&dir)
        .recorded();
    utility("paste")
        .args(["-s", "many", "long"])
        .cwd(&dir)
        .recorded();
    utility("paste")
        .args(["-sd,;", "many", "long"])
        .cwd(&dir)
        .recorded();
}

#[test]
fn an_endless_line_needs_little_memory() {
    let script = "ulimit -v 150000; head -c 300000000 /dev/zero | \"$0\" - /dev/null | wc -c";
    let out = testing::command("sh")
        .args(["-c", script])
        .arg(testing::bin_dir().join("paste"))
        .output();
    assert_eq!(String::from_utf8_lossy(&out.unwrap().stdout), "300000002\n");
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\xff\n");
    utility("paste")
        .args([bad_name()])
        .cwd(&dir)
        .prints(b"\xff\n");
    for args in [&["-"][..], &["-s"]] {
        let outcome = utility("paste")
            .args(args)
            .stdin("x\n")
            .run_into("/dev/full");
        outcome.is("", "paste: write error: No space left on device\n", 1);
    }
    let message = "paste: -: Bad file descriptor\n".repeat(2);
    utility("paste").closed(0).fails(1, message);
}
