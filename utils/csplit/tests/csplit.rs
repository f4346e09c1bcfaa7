//! Integration tests of csplit.

use std::collections::BTreeMap;
use std::fs;
use testing::{Case, Dir, bad_name, gnu, utility};

fn numbers(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

/// What is in the folder.
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

/// Asserts that GNU's says the same and makes the same files, of 20 lines in `n`, the same
/// without the last newline in `u`, and nothing in `e`.
#[track_caller]
fn like_gnu(args: &[&str]) {
    let run = |case: Case| {
        let dir = Dir::new();
        let lines = numbers(20);
        dir.file("n", &lines).file("u", &lines[..50]).file("e", "");
        let shown = case.cwd(&dir).args(args).stdin(&lines).run();
        (shown, content(&dir))
    };
    if let Some(theirs) = gnu("csplit") {
        assert_eq!(run(utility("csplit")), run(theirs), "{args:?}");
    }
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
            like_gnu(&[options, &["n"], &patterns].concat());
            like_gnu(&[options, &["u"], &patterns].concat());
        }
    }
    for line in ["1", "5", "20"] {
        like_gnu(&["--suppress-matched", "-", line]);
    }
}

/// The line that is left out may be the last one, and nothing needs to follow it.
#[test]
fn leaves_out_the_last_line() {
    for patterns in [
        "20", "21", "22", "4 {4}", "4 {5}", "4 {*}", "7 {1}", "20 20", "20 21", "20 /x/",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        for options in [&[][..], &["-k"], &["-z"]] {
            for file in ["n", "u"] {
                like_gnu(&[options, &["--suppress-matched", file], &patterns].concat());
            }
        }
    }
    like_gnu(&["--suppress-matched", "e", "1"]);
}

/// Whether lines are left is asked from where the search came to, which may be further.
#[test]
fn counts_lines_behind_a_search() {
    for patterns in [
        "/20/-2 19",
        "/20/-2 18",
        "/19/-2 18",
        "%20%-3 18",
        "/18/+2 20",
    ] {
        let patterns: Vec<&str> = patterns.split(' ').collect();
        like_gnu(&[&["n"], &patterns[..]].concat());
        like_gnu(&[&["--suppress-matched", "n"], &patterns[..]].concat());
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
            like_gnu(&[options, &["n"], &patterns].concat());
            like_gnu(&[options, &["u"], &patterns].concat());
        }
    }
    like_gnu(&["e", "/x/"]);
    like_gnu(&["e", "%x%"]);
    like_gnu(&["-z", "e", "/x/", "{*}"]);
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
    for (pattern, sizes) in [
        ("/mark/", 4),
        ("/m[a]rk$/-1", 4),
        ("/^xx*mark/+1", 4),
        ("15000", 5),
    ] {
        utility("csplit")
            .cwd(&dir)
            .args(["-sz", "f", pattern, if sizes == 4 { "{*}" } else { "{3}" }])
            .prints("");
        let mut pieces = content(&dir);
        pieces.remove("f");
        assert_eq!(pieces.len(), if sizes == 4 { 4 } else { 5 }, "{pattern}");
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
        like_gnu(&["-b", format, "n", "5", "{2}"]);
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
        like_gnu(args);
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
fn complains_like_gnu() {
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
        like_gnu(args);
    }
    let full = utility("csplit")
        .cwd(&Dir::new())
        .args(["-", "/2/"])
        .stdin("1\n2\n")
        .run_into("/dev/full");
    full.is("", "csplit: write error: No space left on device\n", 1);
}

/// No files are left behind where it is interrupted.
#[test]
fn cleans_up() {
    let dir = Dir::new();
    let script = "(echo 1; echo 2; sleep 3) 2>/dev/null | \"$CSPLIT\" - 2 9 & \
                  until [ -e xx01 ]; do sleep .01; done; kill $!; wait $!; echo $?; ls";
    let shown = testing::command("sh")
        .args(["-c", script])
        .env("CSPLIT", testing::bin_dir().join("csplit"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(shown.stdout, b"143\n");
}
