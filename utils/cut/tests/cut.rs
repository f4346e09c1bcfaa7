//! cut: selecting bytes, characters and fields of lines.

use testing::{Case, Dir, bad_name, utility};

fn cut(args: &[&str], input: &str) -> Case {
    utility("cut").args(args).stdin(input)
}

const INPUTS: [&str; 12] = [
    "",
    "a",
    "a\n",
    "\n",
    "\n\n",
    "a:b:c:d\n:\n\nx\n::\nlast:one",
    "one\ttwo\tthree\n\t\nx y\tz\n",
    "a\nb\nc",
    "a\n\nb\n",
    "a\0b:c\0\0:d\n",
    "0123456789abcdef\n01\n",
    "\u{e9}:\u{4e2d}\u{6587}\n",
];

#[test]
fn examples() {
    cut(&["-b2"], "abc\n").prints("b\n");
    cut(&["-c1,3-4"], "abcdef\n").prints("acd\n");
    cut(&["-c-2"], "abcdef\n").prints("ab\n");
    cut(&["-c3-"], "abcdef\n").prints("cdef\n");
    cut(&["-c3,1"], "abcdef\n").prints("ac\n");
    cut(&["--complement", "-c2"], "abc\n").prints("ac\n");
    cut(&["-f2"], "a\tb\tc\n").prints("b\n");
    cut(&["-d:", "-f1,3"], "a:b:c\n").prints("a:c\n");
    cut(&["-d:", "-f1,3", "-O, "], "a:b:c\n").prints("a, c\n");
    cut(&["-d:", "-f2"], "a:b\nno delimiter\n").prints("b\nno delimiter\n");
    cut(&["-s", "-d:", "-f2"], "a:b\nno delimiter\n").prints("b\n");
    cut(&["-z", "-d:", "-f2"], "a:b\0c:d\0").prints("b\0d\0");
    cut(&["-F2"], "a   b c\n").prints("b\n");
    let message = "cut: fields are numbered from 1\nTry 'cut --help' for more information.\n";
    cut(&["-f0"], "").fails(1, message);
}

#[test]
fn selects_as_gnu_does() {
    let lists = ["2", "1,3", "2-", "1-2,3-4,2", "7"];
    for input in INPUTS {
        for list in lists {
            for options in [
                &["-b"][..],
                &["-c"],
                &["-n", "-b"],
                &["--output-delimiter=xy", "-b"],
                &["--output-delimiter=", "-c"],
                &["--complement", "-b"],
                &["-z", "-b"],
                &["-f"],
                &["-d:", "-f"],
                &["-d:", "-s", "-f"],
                &["-d:", "--complement", "-f"],
                &["-d:", "--output-delimiter=", "-f"],
                &["-d:", "--output-delimiter=<>", "-f"],
                &["-d:", "--output-delimiter=:", "-f"],
                &["-zd:", "-f"],
                &["-d", "", "-f"],
                &["-zd", "", "-f"],
                &["-d\n", "-f"],
                &["-sd\n", "-f"],
                &["-d\n", "--output-delimiter=-", "-f"],
                &["-d\n", "--complement", "-f"],
            ] {
                cut(options, input).args([list]).recorded();
            }
        }
    }
}

#[test]
fn multibyte_characters() {
    let text = "a\u{e9}\u{4e2d}b\u{1f600}\nxyz\n\u{4e2d}\n";
    let utf8 = |args: &[&str]| cut(args, text).utf8();
    utf8(&["-c1,3-4"]).prints("a\u{4e2d}b\nxz\n\u{4e2d}\n");
    utf8(&["-c2"]).prints("\u{e9}\ny\n\n");
    utf8(&["-c4-"]).prints("b\u{1f600}\n\n\n");
    utf8(&["--complement", "-c2-4", "-O::"]).prints("a::\u{1f600}\nx\n\u{4e2d}\n");
    utf8(&["-b2"]).prints(b"\xc3\ny\n\xb8\n");
    utf8(&["-nb2"]).prints("\ny\n\n");
    utf8(&["-nb3"]).prints("\u{e9}\nz\n\u{4e2d}\n");
    utf8(&["-nb3-6"]).prints("\u{e9}\u{4e2d}\nz\n\u{4e2d}\n");
    utf8(&["-nb1-2,4-7", "-O-"]).prints("a-\u{4e2d}b\nxy\n\n");
    utf8(&["-nb1,9-"]).prints("a\u{1f600}\nx\n\n");
    utf8(&["-d\u{4e2d}", "-f2"]).prints("b\u{1f600}\nxyz\n\n");
    utf8(&["-sd\u{4e2d}", "-f1,2"]).prints("a\u{e9}\u{4e2d}b\u{1f600}\n\u{4e2d}\n");
    utf8(&["-d\u{4e2d}", "-f1,2", "-O|"]).prints("a\u{e9}|b\u{1f600}\nxyz\n|\n");
    // A byte that is not part of a character counts as one.
    let bad = utility("cut").utf8().stdin(b"\xff\xc3\xe9\xc3\xa9x\n");
    bad.args(["-c2,4-5"]).prints(b"\xc3\xc3\xa9x\n");
    let bad = utility("cut").utf8().stdin(b"\xff\xc3\xa9x\n");
    bad.args(["-nb1,3"]).prints(b"\xff\xc3\xa9\n");
    cut(&["-d\u{e9}", "-f1"], "").recorded();
    cut(&["-c2"], "\u{e9}\n").prints(b"\xa9\n");
}

#[test]
fn fields_separated_by_blanks() {
    let text = "a  b\t c\n  x y \n\none\n";
    cut(&["-w", "-f2"], text).prints("b\nx\n\none\n");
    cut(&["-w", "-f1,3"], text).prints("a\tc\n\ty\n\none\n");
    cut(&["-ws", "-f2-"], text).prints("b\tc\nx\ty\t\n");
    cut(&["--whitespace-delimited", "-f3", "-s"], text).prints("c\ny\n");
    cut(&["--whitespace-delimited=trimmed", "-f2", "-s"], text).prints("b\ny\n");
    cut(&["-F2-"], text).prints("b c\nx y \n\none\n");
    cut(&["-F1-2", "-O:"], text).prints("a:b\n:x\n\none\n");
    // An ideographic space is a blank, a no-break space is not.
    let text = "a\u{3000} b\u{a0}c d\n";
    cut(&["-wf2"], text).utf8().prints("b\u{a0}c\n");
    cut(&["-wf2"], text).prints("b\u{a0}c\n");
}

#[test]
fn valid_and_invalid_lists() {
    for args in [
        &[][..],
        &["-b"],
        &["-b1", "-c1"],
        &["-f1", "-f2"],
        &["-b0"],
        &["-b1-0"],
        &["-f0"],
        &["-f0-2"],
        &["-f-0"],
        &["-ca"],
        &["-f1x"],
        &["-f1a-2b"],
        &["-b1-x,"],
        &["-b3-1"],
        &["-b-"],
        &["-f", ""],
        &["-f1,,2"],
        &["-f", " 1"],
        &["-f", "1 2"],
        &["-f", "1\t3-"],
        &["-f1-2-3"],
        &["-b-1-"],
        &["-f99999999999999999999"],
        &["-b1-99999999999999999999"],
        &["-f18446744073709551615"],
        &["-f18446744073709551614"],
        &["-dab", "-f1"],
        &["-b1", "-dx"],
        &["-b1", "-s"],
        &["-dx", "-s"],
        &["--no-such-option"],
        &["-f1", "/", "nofile"],
    ] {
        cut(args, "a\tb\tc\n").recorded();
    }
}

#[test]
fn long_lines() {
    // Longer than the limit from which on lines are cut piece by piece, with and without
    // delimiters.
    let long = "ab".repeat(600_000) + ":" + &"c".repeat(900_000) + "::" + &"d:".repeat(9_000);
    for text in [format!("x:y\n{long}\n:z\n"), long.replace(':', "-")] {
        for args in [
            &["-d:", "-f1"][..],
            &["-d:", "-f2"],
            &["-d:", "-f1,3-5,8-"],
            &["-sd:", "-f1-2"],
            &["-sd:", "-f2,4"],
            &["-d:", "-f4-", "--output-delimiter=<>"],
            &["-b5,1100000-1300000,2000000-", "--output-delimiter=<>"],
            &["-b1500000-", "--complement"],
            &["-b9999999"],
        ] {
            cut(args, &text).recorded();
        }
    }
    let long = "\u{e9}".repeat(700_000) + "\u{20ac}a" + &"b".repeat(300_000) + "\u{e8}z";
    for (args, printed) in [
        (
            &["-c700000-700002,1000003-"][..],
            "\u{e9}\u{20ac}a\u{e8}z\n",
        ),
        (&["-nb1400000-1400004"], "\u{e9}\u{20ac}a\n"),
        (&["-d\u{20ac}", "-f3", "-s"], "\n"),
        (&["-d\u{e8}", "-f2"], "z\n"),
        (&["-d\u{e8}", "-f1", "-s", "--complement"], "z\n"),
    ] {
        cut(args, &long).utf8().prints(printed);
        cut(args, &(long.clone() + "\n")).utf8().prints(printed);
    }
    let long = " ".repeat(1_100_000) + "a \t" + &"b".repeat(1_100_000) + "\t\u{3000}c ";
    for (args, printed) in [
        (&["-wf2,4-"][..], "a\tc\t\n"),
        (&["--whitespace-delimited=trimmed", "-f1,3-"], "a\tc\n"),
        (&["-F1,2,4"], " a c\n"),
    ] {
        cut(args, &long).utf8().prints(printed);
    }
    let blank = " ".repeat(1_100_000);
    cut(&["-swf1-2"], &blank).prints("\t\n");
    cut(&["-sf1", "--whitespace-delimited=trimmed"], &blank).prints("");
    cut(&["-f2", "--whitespace-delimited=trimmed"], &blank).prints(blank.clone() + "\n");
}

#[test]
fn an_endless_line_needs_little_memory() {
    let script = "ulimit -v 150000; head -c 300000000 /dev/zero | \"$0\" \"$@\" | wc -c";
    for (args, printed) in [
        (&["-b2-299999999"][..], "299999999\n"),
        (&["-c4"], "2\n"),
        (&["-f1"], "300000001\n"),
        (&["-sf2"], "0\n"),
    ] {
        let out = testing::command("sh")
            .args(["-c", script])
            .arg(testing::bin_dir().join("cut"))
            .args(args)
            .output();
        let out = out.expect("sh runs");
        assert_eq!(String::from_utf8_lossy(&out.stdout), printed, "{args:?}");
    }
}

#[test]
fn files_and_errors() {
    let dir = Dir::new();
    dir.file(bad_name(), "a:b\nc").file("x", "d:e\n");
    let args = [
        bad_name(),
        "-d:".into(),
        "-f2-".into(),
        "no".into(),
        "x".into(),
        "-".into(),
    ];
    utility("cut").cwd(&dir).args(args).stdin("f:g").run().is(
        "b\nc\ne\ng\n",
        "cut: no: No such file or directory\n",
        1,
    );
    let long = "ab".repeat(300_000) + ":" + &"c".repeat(200_000) + ":\n";
    cut(&["-d:", "-f1,3"], &long.repeat(3)).recorded();
    cut(&["-b2,300000,800002-"], &long.repeat(3)).recorded();
    cut(&["-d\n", "-f2-"], &"line\n".repeat(100_000)).recorded();
    let full = "cut: write error: No space left on device\n";
    utility("cut")
        .args(["-b1"])
        .stdin("a\n")
        .run_into("/dev/full")
        .is("", full, 1);
    cut(&["-b1"], "a\n")
        .closed(1)
        .fails(1, "cut: write error: Bad file descriptor\n");
    utility("cut").args(["-b1"]).closed(0).fails(
        1,
        "cut: -: Bad file descriptor\ncut: -: Bad file descriptor\n",
    );
}
