//! Integration tests of tac.

use testing::{Dir, bad_name, utility};

const TEXT: &str = "axxb\nbxax+\naaa\n\nabac$b";

#[test]
fn prints_the_last_record_first() {
    let tac = |args: &[&str]| utility("tac").args(args);
    tac(&[]).stdin("1\n2\n3\n").prints("3\n2\n1\n");
    tac(&[]).stdin("1\n2").prints("21\n");
    tac(&["-s", ", "]).stdin("1, 2, 3, ").prints("3, 2, 1, ");
    tac(&["-b", "-s", "/"]).stdin("/usr/bin").prints("/bin/usr");
    tac(&["-r", "-s", "[,;]"]).stdin("1,2;3,").prints("3,2;1,");
}

#[test]
fn reverses_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", TEXT)
        .file("g", "1\n2\n")
        .file("z", "a\0b\0c")
        .file("empty", "");
    for args in [
        &["f"][..],
        &["g", "f", "empty"],
        &["-b", "f"],
        &["-s", "a", "f"],
        &["-s", "aa", "f"],
        &["-b", "-s", "aa", "f"],
        &["-s", "", "z"],
        &["-s", "x+", "f"],
        &["f", "gone", "g"],
        &["-r", "-s", "", "f"],
        &["-r", "-s", "\\(", "f"],
        &["--before", "--regex", "--separator=[ab]*", "f"],
    ] {
        utility("tac").args(args).cwd(&dir).recorded();
    }
    for pattern in [
        "x\\+",
        "x+",
        "x*",
        "^",
        "$",
        "^b",
        "a$",
        "x\\|b",
        "\\(a\\)b\\1",
        ".",
        "\n",
    ] {
        utility("tac")
            .args(["-r", "-s", pattern, "f"])
            .cwd(&dir)
            .recorded();
        utility("tac")
            .args(["-rb", "-s", pattern])
            .stdin(TEXT)
            .recorded();
    }
    utility("tac")
        .args(["g", "-"])
        .cwd(&dir)
        .stdin(TEXT)
        .recorded();
    utility("tac").stdin("").prints("");
}

#[test]
fn reads_blocks_backwards() {
    let dir = Dir::new();
    let lines: Vec<String> = (0..200_000).map(|i| format!("line {i}\n")).collect();
    let reversed: String = lines.iter().rev().map(String::as_str).collect();
    let (text, long) = (lines.concat(), "x".repeat(1_000_000));
    dir.file("lines", &text)
        .file("long", format!("{long}\n{long}end"));
    utility("tac").args(["lines"]).cwd(&dir).prints(&reversed);
    utility("tac").stdin(&text).prints(&reversed);
    utility("tac")
        .args(["long"])
        .cwd(&dir)
        .prints(format!("{long}end{long}\n"));
    for args in [
        &["-s", "line"][..],
        &["-bs", "ne 1"],
        &["-rs", "^line [0-9]*7$", "-b"],
    ] {
        utility("tac")
            .args(args)
            .args(["lines"])
            .cwd(&dir)
            .recorded();
    }
}

#[test]
fn stores_long_streams() {
    let dir = Dir::new();
    let text = "0123456789abcde\n".repeat(1 << 20);
    let tmpdir = |case: testing::Case| case.env("TMPDIR", dir.path());
    tmpdir(utility("tac")).stdin(&text).prints(&text);
    assert_eq!(dir.path().read_dir().expect("a folder").count(), 0);
}

#[test]
fn files_need_no_temporary_folder() {
    let dir = Dir::new();
    dir.file("f", "1\n2\n");
    utility("tac")
        .env("TMPDIR", "/nonexistent")
        .args(["f"])
        .cwd(&dir)
        .prints("2\n1\n");
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\xff\n\0");
    utility("tac")
        .args([bad_name()])
        .cwd(&dir)
        .prints(b"\0\xff\n");
    let outcome = utility("tac").stdin("x\n").run_into("/dev/full");
    outcome.is("", "tac: write error: No space left on device\n", 1);
    let message = "tac: 'standard input': read error: Bad file descriptor\n\
                   tac: -: Bad file descriptor\n";
    utility("tac").closed(0).fails(1, message);
    // 9.1 reports "Invalid argument", because it seeks in the folder.
    utility("tac")
        .args(["."])
        .cwd(&dir)
        .fails(1, "tac: .: read error: Is a directory\n");
}

/// Since GNU 9.4.
#[test]
fn an_unusable_tmpdir_is_replaced() {
    utility("tac")
        .env("TMPDIR", "/nonexistent")
        .stdin("q\n")
        .prints("q\n");
}
