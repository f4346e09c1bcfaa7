//! Integration tests of csplit.

use shared::rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};
use testing::{Dir, bad_name, utility};

fn numbers(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

/// Returns the files in the folder.
fn content(dir: &Dir) -> BTreeMap<String, Vec<u8>> {
    let names = fs::read_dir(dir.path()).unwrap();
    names
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap_or_default())
        })
        .collect()
}

/// Compares messages and files with the recorded ones: for 20 lines in `n`, the same without the
/// last newline in `u`, and nothing in `e`.
#[track_caller]
fn check(args: &[&str]) {
    let dir = Dir::new();
    let lines = numbers(20);
    dir.file("n", &lines).file("u", &lines[..50]).file("e", "");
    utility("csplit")
        .cwd(&dir)
        .args(args)
        .stdin(&lines)
        .recorded_with(&|| dir.listing());
}

/// Splits the lines `1` to `9`. Returns the sections, without newlines.
fn sections(args: &[&str]) -> Vec<String> {
    let dir = Dir::new();
    let case = utility("csplit").cwd(&dir).args(["-s"]).args(args);
    case.stdin(numbers(9)).prints("");
    let text = |section: Vec<u8>| String::from_utf8(section).unwrap().replace('\n', "");
    content(&dir).into_values().map(text).collect()
}

#[test]
fn splits_before_lines_and_matches() {
    assert_eq!(sections(&["-", "4"]), ["123", "456789"]);
    assert_eq!(sections(&["-", "/4/"]), ["123", "456789"]);
    assert_eq!(sections(&["-", "/4/-1"]), ["12", "3456789"]);
    assert_eq!(sections(&["-", "%4%"]), ["456789"]);
    assert_eq!(sections(&["-", "3", "{1}"]), ["12", "345", "6789"]);
    assert_eq!(sections(&["-", "/[36]/", "{*}"]), ["12", "345", "6789"]);
    assert_eq!(
        sections(&["--suppress-matched", "-", "4"]),
        ["123", "56789"]
    );
    assert_eq!(sections(&["-z", "-", "1", "4"]), ["123", "456789"]);
}

#[test]
fn prints_sizes() {
    let csplit = |args: &[&str]| {
        let dir = Dir::new();
        utility("csplit")
            .cwd(&dir)
            .args(args)
            .stdin(numbers(9))
            .run()
    };
    csplit(&["-", "4"]).is("6\n12\n", "", 0);
    csplit(&["-q", "-", "4"]).is("", "", 0);
    csplit(&["-", "4", "20"]).is("6\n12\n", "csplit: '20': line number out of range\n", 1);
}

#[test]
fn splits_at_lines() {
    for patterns in [
        "5",
        "+5",
        "20",
        "21",
        "30",
        "5 3",
        "5 5",
        "2 2",
        "0",
        "5 {2}",
        "5 {5}",
        "5 {*}",
        "1 1",
        "3 7 {1}",
        "5 /7/-3",
        "5 /3/",
        "5 /5/",
        "/5/ 3",
        "/5/ {1} 12",
        "%5% 7",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        for options in [&[][..], &["-k"], &["-z"]] {
            check(&[options, &["n"], &patterns].concat());
            check(&[options, &["u"], &patterns].concat());
        }
    }
    for line in ["1", "5", "20"] {
        check(&["--suppress-matched", "-", line]);
    }
}

/// A suppressed line may be the last one.
#[test]
fn suppresses_the_last_line() {
    for patterns in [
        "20", "21", "22", "4 {4}", "4 {5}", "4 {*}", "7 {1}", "20 20", "20 21", "20 /x/",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        for options in [&[][..], &["-k"], &["-z"]] {
            for file in ["n", "u"] {
                check(&[options, &["--suppress-matched", file], &patterns].concat());
            }
        }
    }
}

/// Whether lines are left depends on where the last search ended, which may be further on.
#[test]
fn counts_lines_after_a_search() {
    for patterns in [
        "/20/-2 19",
        "/20/-2 18",
        "/19/-2 18",
        "%20%-3 18",
        "/18/+2 20",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        check(&[&["n"], &patterns[..]].concat());
        check(&[&["--suppress-matched", "n"], &patterns[..]].concat());
    }
}

#[test]
fn finds_matches_that_overlap() {
    for (pattern, sizes, message, status) in [
        ("/aa$/", "2\n10\n", "", 0),
        ("/aba$/", "6\n6\n", "", 0),
        ("/^aaa$/", "2\n10\n", "", 0),
        ("/^aa$/", "12\n", "csplit: '/^aa$/': match not found\n", 1),
    ] {
        let dir = Dir::new();
        let case = utility("csplit").cwd(&dir).args(["-", pattern]);
        let case = case.stdin("x\naaa\nababa\n");
        case.run().is(sizes, message, status);
    }
}

#[test]
fn splits_at_matches() {
    for patterns in [
        "/x/",
        "/5/ {*}",
        "/5/+2 {*}",
        "/5/-2 {*}",
        "/5/-10",
        "/5/+99",
        "%5%",
        "%x%",
        "%5%+2 {1}",
        "/5/+0 {1}",
        "/5/ /5/ /5/",
        "/5/ /7/-4",
        "/1/ {2}",
        "//",
        "/^1/ {3}",
        "/1$/ {*}",
        "/^2$/",
        "%^5$% /^9$/",
        "%1% {*}",
        "/5/+1 {*}",
        "/5/-1 {*}",
        "%5%-1 {*}",
        "/.*5/ {*}",
        "/[5]/+2 {1}",
        "/0$/ {*}",
        "/20/",
        "/\\(1\\)\\1/",
        "/1\\+$/ {*}",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        for options in [&[][..], &["-k"], &["-z"], &["--suppress-matched"]] {
            check(&[options, &["n"], &patterns].concat());
            check(&[options, &["u"], &patterns].concat());
        }
    }
    check(&["e", "/x/"]);
    check(&["e", "%x%"]);
    check(&["-z", "e", "/x/", "{*}"]);
}

/// Input of several blocks, with matches far apart and long lines.
#[test]
fn splits_long_input() {
    let dir = Dir::new();
    let mut text = String::new();
    for i in 0..60_000 {
        text += &format!("line {i}\n");
        if i % 20_000 == 9_999 {
            text += &("x".repeat(300_000) + "mark\n");
        }
    }
    dir.file("f", &text);
    for (pattern, repeat, sections) in [
        ("/mark/", "{*}", 4),
        ("/m[a]rk$/-1", "{*}", 4),
        ("/^xx*mark/+1", "{*}", 4),
        ("15000", "{3}", 5),
    ] {
        utility("csplit")
            .cwd(&dir)
            .args(["-sz", "f", pattern, repeat])
            .prints("");
        let mut pieces = content(&dir);
        pieces.remove("f");
        assert_eq!(pieces.len(), sections, "{pattern}");
        let joined: Vec<u8> = pieces.values().flatten().copied().collect();
        assert!(joined == text.as_bytes(), "{pattern}");
        for name in pieces.keys() {
            fs::remove_file(dir.join(name)).unwrap();
        }
    }
}

#[test]
fn names_files() {
    for format in [
        "%d", "%03x", "%#o", "%5.3d", "%%%d%%", "%-5dx", "%0#10x", "%'d", "%.0d", "%0-5d",
        "%i.txt", "%d%d", "x", "%", "%5", "%s", "%ld", "%+d", "%#d", "%'x", "%\t", "%10$d",
    ] {
        check(&["-b", format, "n", "5", "{2}"]);
    }
    for args in [
        &["-f", "a", "n", "5"][..],
        &["-f", "a/b", "n", "5"],
        &["-n0", "n", "5"],
        &["-n5", "n", "5"],
        &["-nx", "n", "5"],
        &["-n1x", "n", "5"],
        &["-n-1", "n", "5"],
        &["-n3000000000", "n", "5"],
        &[
            "--prefix=p",
            "--suffix-format=%x",
            "--digits=5",
            "n",
            "1",
            "{14}",
        ],
        &["-q", "n", "5"],
        &["--keep-files", "--quiet", "n", "50"],
    ] {
        check(args);
    }
    let dir = Dir::new();
    fs::write(dir.join(bad_name()), "a\nb\n").unwrap();
    let case = utility("csplit").cwd(&dir).args(["-f"]);
    case.args([bad_name(), bad_name()])
        .args(["/b/"])
        .prints("2\n2\n");
    assert_eq!(content(&dir).len(), 3);
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["n"],
        &["n", "x"],
        &["n", "{3}"],
        &["n", ""],
        &["n", "5", "{x}"],
        &["n", "5", "{2"],
        &["n", "5", "{99999999999999999999}"],
        &["n", "/5"],
        &["n", "/\\(/"],
        &["n", "/5/x"],
        &["n", "/5/+"],
        &["n", "/5/+1x"],
        &["n", "/5/+99999999999999999999"],
        &["n", "/a/{2}"],
        &["n", "99999999999999999999"],
        &["n", "-5"],
        &["nofile", "5"],
        &["/", "/x/"],
    ] {
        check(args);
    }
    let full = utility("csplit")
        .cwd(&Dir::new())
        .args(["-", "/2/"])
        .stdin("1\n2\n")
        .run_into("/dev/full");
    full.is("", "csplit: write error: No space left on device\n", 1);
}

/// A signal removes the sections before it ends csplit.
#[test]
fn cleans_up_when_it_is_interrupted() {
    let dir = Dir::new();
    let mut case = utility("csplit").cwd(&dir).args(["-", "2", "9"]);
    let command = case.command().stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"1\n2\n").unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while !dir.join("xx01").exists() {
        assert!(Instant::now() < deadline, "there is no second section");
        std::thread::sleep(Duration::from_millis(1));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(Signal::TERM.as_raw()));
    assert_eq!(content(&dir).len(), 0);
}

/// Since GNU 9.6.
#[test]
fn empty_input_makes_no_file() {
    let dir = Dir::new();
    utility("csplit")
        .cwd(&dir)
        .args(["-k", "/dev/null", "4"])
        .fails(1, "csplit: '4': line number out of range\n");
    assert!(!dir.join("xx00").exists());
}

#[test]
fn a_read_error_still_prints_the_size() {
    let dir = Dir::new();
    let csplit = utility("csplit").cwd(&dir).args(["-k", ".", "/q/"]).run();
    csplit.is("0\n", "csplit: read error: Is a directory\n", 1);
    assert!(dir.join("xx00").exists());
}

#[test]
fn a_message_comes_before_the_size_of_the_last_file() {
    let dir = Dir::new();
    dir.file("f", "a\nb\n");
    for (args, both) in [
        ("f /zz/", "csplit: '/zz/': match not found\n4\n"),
        ("f 10", "csplit: '10': line number out of range\n4\n"),
        ("f /b/-5", "csplit: '/b/-5': line number out of range\n0\n"),
        ("-k . /q/", "csplit: read error: Is a directory\n0\n"),
    ] {
        let streams = std::fs::File::create(dir.join("both")).unwrap();
        let mut csplit = utility("csplit").cwd(&dir).args(args.split(' '));
        let command = csplit.command().stdout(streams.try_clone().unwrap());
        assert_eq!(command.stderr(streams).status().unwrap().code(), Some(1));
        assert_eq!(String::from_utf8_lossy(&dir.read("both")), both, "{args}");
    }
}

#[test]
fn a_broken_pipe_removes_the_files() {
    let dir = Dir::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut csplit = utility("csplit").cwd(&dir).args(["/dev/stdin", "2"]);
    dir.file("in", "a\nb\nc\n");
    csplit
        .command()
        .stdin(std::fs::File::open(dir.join("in")).unwrap())
        .stdout(writer);
    let status = csplit.command().status().unwrap();
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&status),
        Some(13)
    );
    assert!(!dir.join("xx00").exists());
}

#[test]
fn zero_may_have_a_sign() {
    let message = "csplit: missing operand\nTry 'csplit --help' for more information.\n";
    utility("csplit").args(["-n", "-0"]).fails(1, message);
}

/// Since GNU 9.6.
#[test]
fn empty_input_makes_no_file_where_lines_are_suppressed() {
    let dir = Dir::new();
    utility("csplit")
        .cwd(&dir)
        .args(["-k", "--suppress-matched", "/dev/null", "4"])
        .fails(1, "csplit: '4': line number out of range\n");
    assert!(!dir.join("xx00").exists());
}
