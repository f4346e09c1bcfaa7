//! Integration tests of comm.

use testing::{Case, Dir, bad_name, utility};

const FILES: [(&str, &str); 8] = [
    ("abc", "a\nb\nc\n"),
    ("bd", "b\nd"),
    ("bac", "b\na\nc\n"),
    ("aba", "a\nb\na"),
    ("ba", "b\na\n"),
    ("empty", ""),
    ("nul", "a\0a\nb\0c"),
    ("twice", "a\na\nb\nb\nb\n\u{e9}\n"),
];

fn comm(dir: &Dir, args: &[&str]) -> Case {
    for (name, content) in FILES {
        dir.file(name, content);
    }
    utility("comm").cwd(dir).args(args)
}

#[test]
fn prints_three_columns() {
    let dir = Dir::new();
    comm(&dir, &["abc", "bd"]).prints("a\n\t\tb\nc\n\td\n");
    comm(&dir, &["-1", "abc", "bd"]).prints("\tb\nd\n");
    comm(&dir, &["-12", "abc", "bd"]).prints("b\n");
    comm(&dir, &["-3", "abc", "bd"]).prints("a\nc\n\td\n");
    let delimiter = "--output-delimiter=, ";
    comm(&dir, &[delimiter, "abc", "bd"]).prints("a\n, , b\nc\n, d\n");
    comm(&dir, &["-123", "--total", "abc", "bd"]).prints("2\t1\t1\ttotal\n");
}

#[test]
fn compares_as_gnu_does() {
    let dir = Dir::new();
    for (first, _) in FILES {
        for (second, _) in FILES {
            for options in [
                &["--total"][..],
                &["--check-order"],
                &["--nocheck-order", "-z"],
                &["-13", "--output-delimiter=<>"],
                &["-2", "--output-delimiter="],
            ] {
                comm(&dir, options).args([first, second]).recorded();
            }
        }
    }
    for columns in ["-1", "-2", "-3", "-12", "-13", "-23", "-123"] {
        comm(
            &dir,
            &[columns, "--total", "--output-delimiter=, ", "abc", "bd"],
        )
        .recorded();
        comm(&dir, &["-z", columns, "--total", "nul", "abc"]).recorded();
        comm(&dir, &[columns, "-", "bd"]).stdin("a\nd\n").recorded();
    }
    let same = ["--output-delimiter=a", "--output-delimiter=a", "abc", "bd"];
    comm(&dir, &same).recorded();
    comm(&dir, &["abc", "bd", "-1"]).utf8().recorded();
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &[][..],
        &["abc"],
        &["abc", "bd", "x"],
        &["no", "abc"],
        &["abc", "no"],
        &["abc", "/"],
        &["-", "-"],
        &["--output-delimiter=a", "--output-delimiter=b", "abc", "bd"],
        &["--no-such-option"],
    ] {
        comm(&dir, args).recorded();
    }
    let full = "comm: write error: No space left on device\n";
    comm(&dir, &["abc", "bd"])
        .run_into("/dev/full")
        .is("", full, 1);
    comm(&dir, &["abc", "bd"])
        .closed(1)
        .fails(1, "comm: write error: Bad file descriptor\n");
    // Output is written before each message. That failed, and closing the stream reports it: with
    // the reason only if closing fails too.
    let messages = "comm: file 2 is not in sorted order\ncomm: input is not in sorted order\n";
    let reason = "comm: write error: Bad file descriptor\n";
    comm(&dir, &["abc", "ba"])
        .closed(1)
        .fails(1, format!("{messages}{reason}"));
    comm(&dir, &["abc", "ba"]).run_into("/dev/full").is(
        "",
        format!("{messages}comm: write error\n"),
        1,
    );
    dir.file(bad_name(), "b\n");
    let args = ["-12".into(), "abc".into(), bad_name()];
    utility("comm").cwd(&dir).args(args).prints("b\n");
}

#[test]
fn takes_lines_of_one_input_alternately() {
    let dir = Dir::new();
    for input in ["", "a\n", "a\nb\na\nc\nd", "a\na\nb\nb\n"] {
        for options in [&[][..], &["--total"], &["-z"], &["-12", "--check-order"]] {
            comm(&dir, options).args(["-", "-"]).stdin(input).recorded();
        }
    }
}

#[test]
fn long_input() {
    let dir = Dir::new();
    let numbers = |step: usize| -> String {
        (0..90_000)
            .step_by(step)
            .map(|i| format!("{i:06}\n"))
            .collect()
    };
    dir.file("three", numbers(3))
        .file("five", numbers(5) + &"9".repeat(300_000));
    comm(&dir, &["--total", "three", "five"]).recorded();
}

/// Since GNU 9.2, the line of totals has the NULs too.
#[test]
fn an_empty_delimiter_is_nul_in_totals() {
    let dir = Dir::new();
    dir.file("l", "x\ny\n").file("r", "w\ny\nz\n");
    let comm = |args: &[&str]| utility("comm").cwd(&dir).args(args).args(["l", "r"]);
    comm(&["--total", "--output-delimiter="]).prints("\0w\nx\n\0\0y\n\0z\n1\x002\x001\0total\n");
}
