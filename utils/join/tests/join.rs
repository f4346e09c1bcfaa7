//! Integration tests of join.

use testing::{Case, Dir, bad_name, utility};

const FILES: [(&str, &str); 9] = [
    ("one", "a 1 x\nb 2 y\nb 3 z\nd  4\n"),
    ("two", "a A\nb B B2\nb C\nc D\nd\n\ne E"),
    ("blank", " a  1 \n\n  \n b\t2\n"),
    ("tabs", "a\t\t1\n\tb\t2\nc\t\t\n"),
    ("wild", "b 1\na 2\nc 3\n"),
    ("case", "A q\nB r\nb s\nD\n"),
    ("empty", ""),
    ("nul", "a 1\0b 2\nx\0d 3"),
    ("second", "x a\ny b\nz b\nw e\n"),
];

fn join(dir: &Dir, args: &[&str]) -> Case {
    for (name, content) in FILES {
        dir.file(name, content);
    }
    utility("join").cwd(dir).args(args)
}

#[test]
fn joins_lines_with_equal_fields() {
    let dir = Dir::new();
    dir.file("ages", "ann 31\nbob 27\n")
        .file("towns", "ann Bonn\ncid Rome\n");
    let join = |args: &[&str]| utility("join").cwd(&dir).args(args).args(["ages", "towns"]);
    join(&[]).prints("ann 31 Bonn\n");
    join(&["-a1"]).prints("ann 31 Bonn\nbob 27\n");
    join(&["-v2"]).prints("cid Rome\n");
    join(&["-a1", "-a2", "-e-", "-o0,1.2,2.2"]).prints("ann 31 Bonn\nbob 27 -\ncid - Rome\n");
    join(&["-o2.2,1.1"]).prints("Bonn ann\n");
    join(&["--header"]).prints("ann 31 Bonn\n");
}

#[test]
fn joins_as_gnu_does() {
    let dir = Dir::new();
    for (first, _) in FILES {
        for (second, _) in FILES {
            for options in [
                &["-a1", "-a2", "-e-"][..],
                &["-i", "--check-order", "-v2"],
                &["-oauto", "-a1", "-a2", "-eX", "--nocheck-order"],
                &["--header", "-t\t", "-a1"],
            ] {
                join(&dir, options).args([first, second]).recorded();
            }
        }
    }
    for options in [
        &[][..],
        &["-v1"],
        &["-v2"],
        &["-v1", "-v2"],
        &["-v1", "-a2"],
        &["-1", "2", "-2", "1"],
        &["-j2"],
        &["-j", "2", "-a1"],
        &["-j1"],
        &["-2", "9"],
        &["-o", "0,1.2,2.2"],
        &["-o", "2.3 1.1\t0", "-e", "none", "-a2"],
        &["-o", "1.99999999999999999999999"],
        &["-o1.1", "-o2.1"],
        &["-o1.1", "-oauto"],
        &["-t", ""],
        &["-t", "\\0"],
        &["-ta"],
        &["-t ", "-a2"],
        &["-z", "-a1"],
        &["-i", "-a1", "-a2"],
        &["--header"],
        &["--header", "-v1", "-oauto"],
    ] {
        join(&dir, options).args(["one", "two"]).recorded();
        join(&dir, options)
            .args(["two", "-"])
            .stdin(FILES[0].1)
            .recorded();
        join(&dir, options).args(["nul", "nul"]).recorded();
    }
}

#[test]
fn obsolete_options() {
    let dir = Dir::new();
    for args in [
        &["-j1", "1", "one", "two"][..],
        &["-j2", "2", "one", "second"],
        &["-j1", "1", "-j2", "2", "one", "second"],
        &["-j1", "one", "two"],
        &["-j2", "one", "second"],
        &["-o", "1.1", "2.1", "one", "two"],
        &["-o", "1.1", "2.1", "0", "one", "two", "-a1"],
        &["-o", "1.1,2.1", "0", "-a", "1", "one", "two"],
        &["-o1.1", "one", "two", "-o", "2.1"],
        &["-o", "1.1", "2.1", "--", "one", "two"],
        &["-o", "1.1", "--", "2.1", "one", "two"],
        &["-o", "1.1", "two", "one", "two"],
        &["-1", "1", "2.1", "one", "two"],
        &["-o", "2.1", "1.1"],
        // The first mistake is reported.
        &["one", "two", "x", "-ay"],
        &["one", "two", "x", "--no-such-option"],
        &["one", "two", "-ay", "x"],
    ] {
        join(&dir, args).recorded();
        join(&dir, args).env("POSIXLY_CORRECT", "").recorded();
    }
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &[][..],
        &["one"],
        &["one", "two", "x"],
        &["-tab", "one", "two"],
        &["-t\u{e9}", "one", "two"],
        &["-ta", "-tb", "one", "two"],
        &["-1x", "one", "two"],
        &["-10", "one", "two"],
        &["-j2", "-1", "3", "one", "two"],
        &["-11", "-12", "one", "two"],
        &["-a3", "one", "two"],
        &["-vx", "one", "two"],
        &["-a", "", "one", "two"],
        &["-o1", "one", "two"],
        &["-o3.1", "one", "two"],
        &["-o1.0", "one", "two"],
        &["-o1.x", "one", "two"],
        &["-o0.1", "one", "two"],
        &["-oauto,1.1", "one", "two"],
        &["-o1.1,,2.1", "one", "two"],
        &["-o", "", "one", "two"],
        &["-eX", "-eY", "one", "two"],
        &["no", "one"],
        &["one", "no"],
        &["/", "one"],
        &["-", "-"],
        &["--no-such-option"],
    ] {
        join(&dir, args).recorded();
    }
    let full = "join: write error: No space left on device\n";
    join(&dir, &["one", "one"])
        .run_into("/dev/full")
        .is("", full, 1);
    join(&dir, &["one", "one"])
        .closed(1)
        .fails(1, "join: write error: Bad file descriptor\n");
}

#[test]
fn long_input_and_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), b"a\xff \xfe\n");
    utility("join")
        .cwd(&dir)
        .args([bad_name(), bad_name()])
        .prints(b"a\xff \xfe \xfe\n");
    let numbers = |step: usize| -> String {
        (0..60_000)
            .step_by(step)
            .map(|i| format!("{:06} {i}\n", i / 7))
            .collect()
    };
    dir.file("three", numbers(3))
        .file("five", numbers(5) + &"9".repeat(300_000));
    join(&dir, &["-a1", "-a2", "three", "five"]).recorded();
    let group = |name: &str| -> String {
        let line = |i| format!("a {name}{i}\nb {i}  {name}\n");
        let mut lines: Vec<_> = (0..150).map(line).collect();
        lines.sort();
        let text = lines.concat();
        let (a, b): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('a'));
        [a, b].concat().join("\n")
    };
    dir.file("many", group("x")).file("others", group("yy"));
    for options in [
        &[][..],
        &["-oauto", "-e-"],
        &["-o1.2,2.3,0"],
        &["-z", "-t "],
    ] {
        join(&dir, options).args(["many", "others"]).recorded();
    }
    // Messages contain a line unchanged, up to a NUL.
    dir.file("unsorted", b"b\na\xff\n")
        .file("zero", b"b\na\0b\n");
    for first in ["unsorted", "zero"] {
        for check in ["-v1", "--check-order"] {
            join(&dir, &[check, first, "empty"]).recorded();
            join(&dir, &[check, first, "empty"]).utf8().recorded();
        }
    }
    dir.file(bad_name(), "b\na\n");
    let args = ["--check-order".into(), bad_name(), "empty".into()];
    utility("join").cwd(&dir).args(args).recorded();
    // A tab may be a character of several bytes, since 9.5.
    dir.file("multi", "a\u{e9}b\u{e9}c\n");
    let args = ["-t\u{e9}", "-12", "-22", "multi", "multi"];
    join(&dir, &args)
        .utf8()
        .prints("b\u{e9}a\u{e9}c\u{e9}a\u{e9}c\n");
    // So may a blank, since 9.5.
    dir.file("wide", "\u{3000}a\u{3000} b\u{e9}\n");
    join(&dir, &["wide", "wide"])
        .utf8()
        .prints("a b\u{e9} b\u{e9}\n");
}

#[test]
fn a_missing_operand_is_named_by_the_last_argument() {
    let usage = "Try 'join --help' for more information.\n";
    let message = format!("join: missing operand after '-i'\n{usage}");
    utility("join").args(["f2", "-i"]).fails(1, message);
}
