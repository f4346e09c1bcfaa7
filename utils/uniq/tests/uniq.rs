//! Integration tests of uniq.

use std::io::{Read, Write};
use std::process::Stdio;
use testing::{Case, Dir, bad_name, utility};

const INPUTS: [&str; 7] = [
    "",
    "a",
    "\n\n",
    "a\na\nb\nB\nb\nc\nc\nc",
    "x a\ny a\ny b\n  z b\n\tz  b\nz  b q\n",
    "a\0a\0b\na\0b\n\0",
    "1x\n1y\n2x\n2x\n3\n",
];

fn uniq(args: &[&str], input: &str) -> Case {
    utility("uniq").args(args).stdin(input)
}

#[test]
fn merges_equal_neighbours() {
    let lines = "a\na\nb\na\nc\nc\n";
    uniq(&[], lines).prints("a\nb\na\nc\n");
    uniq(&["-c"], lines).prints("      2 a\n      1 b\n      1 a\n      2 c\n");
    uniq(&["-d"], lines).prints("a\nc\n");
    uniq(&["-u"], lines).prints("b\na\n");
    uniq(&["-D"], lines).prints("a\na\nc\nc\n");
    uniq(&["--group"], lines).prints("a\na\n\nb\n\na\n\nc\nc\n");
    uniq(&["-i"], "a\nA\n").prints("a\n");
    uniq(&["-f1"], "1 x\n2 x\n3 y\n").prints("1 x\n3 y\n");
    uniq(&["-s1"], "ax\nbx\n").prints("ax\n");
    uniq(&["-w1"], "ax\nay\n").prints("ax\n");
}

#[test]
fn reports_as_gnu_does() {
    for input in INPUTS {
        for options in [
            &[][..],
            &["-c"],
            &["-d"],
            &["-u"],
            &["-du"],
            &["-cd"],
            &["-cu"],
            &["-D"],
            &["-Du"],
            &["-Dd"],
            &["--all-repeated=prepend"],
            &["--all-repeated=sep"],
            &["--all-repeated=prepend", "-u"],
            &["--all-repeated=sep", "-uw1"],
            &["-Duf1"],
            &["--group"],
            &["--group=prepend"],
            &["--group=append"],
            &["--group=both", "-i"],
            &["-f1"],
            &["-cf1", "-s2"],
            &["-s1"],
            &["-cw1"],
            &["-w0"],
            &["-ci"],
            &["-zc"],
            &["-z", "-f1"],
        ] {
            uniq(options, input).recorded();
        }
    }
}

#[test]
fn obsolete_options() {
    for args in [
        &["-1"][..],
        &["+1"],
        &["-1", "+2"],
        &["-f1", "-2"],
        &["-2", "-f1"],
        &["-0c1"],
        &["+1", "-", "+2"],
        &["+99999999999999999999999"],
        &["+1x"],
        &["--", "+1"],
        &["+1", "--", "+2"],
        &["-1x"],
    ] {
        uniq(args, INPUTS[4]).recorded();
        uniq(args, INPUTS[4])
            .env("_POSIX2_VERSION", "200112")
            .recorded();
    }
}

#[test]
fn mistakes() {
    for args in [
        &["-fx"][..],
        &["-f1x"],
        &["-f", ""],
        &["-s-1"],
        &["-wx"],
        &["-w99999999999999999999999"],
        &["--group", "-c"],
        &["--group", "-d"],
        &["--group", "-D"],
        &["-u", "--group"],
        &["-cD"],
        &["-c", "--group", "--all-repeated=prepend"],
        &["--all-repeated=x"],
        &["--all-repeated="],
        &["a", "b", "c"],
        &["/no/such/file"],
        &["-", "/no/such/file"],
        &["--no-such-option"],
    ] {
        uniq(args, "a\n").recorded();
    }
    uniq(&["--group=x"], "").fails(
        1,
        "uniq: invalid argument 'x' for '--group'\nValid arguments are:\n  - 'prepend'\n  - \
         'append'\n  - 'separate'\n  - 'both'\nTry 'uniq --help' for more information.\n",
    );
}

#[test]
fn files_blocks_and_failures() {
    let dir = Dir::new();
    dir.file(bad_name(), "a\na\nb");
    utility("uniq")
        .cwd(&dir)
        .args([bad_name(), "out".into()])
        .prints("");
    assert_eq!(dir.read("out"), b"a\nb\n");
    uniq(&["-c", "-", "-"], "a\na\n").prints("      2 a\n");
    let long = "x".repeat(200_000);
    let text = format!("{long}\n{long}\n{}{long}y\n{long}", "ab\n".repeat(100_000));
    uniq(&["-c"], &text).recorded();
    uniq(&["-D"], &text).recorded();
    uniq(&["--group"], &text).recorded();
    let many: String = (0..100_000).map(|i| format!("{}\n", i / 3)).collect();
    uniq(&["-c"], &many).recorded();
    uniq(&["-cw2"], &many).recorded();
    let full = "uniq: write error: No space left on device\n";
    uniq(&[], "a\n").run_into("/dev/full").is("", full, 1);
    uniq(&[], "a\n")
        .closed(1)
        .fails(1, "uniq: write error: Bad file descriptor\n");
    let args = [bad_name(), "out".into()];
    utility("uniq")
        .args(["-f".into(), bad_name()])
        .args(args)
        .recorded();
    // Bytes that are not UTF-8 are compared as they are.
    utility("uniq")
        .utf8()
        .stdin(b"\xff\n\xff\n\xfe\n")
        .args(["-c"])
        .prints(b"      2 \xff\n      1 \xfe\n");
}

#[test]
fn operands_after_the_first_are_files_under_posix() {
    let dir = Dir::new();
    dir.file("in", "xa\nya\n");
    for args in [
        &["+1", "-c", "in"][..],
        &["-c", "+1", "in"],
        &["in", "-c"],
        &["in", "+1", "+1"],
        &["+1", "+1", "--", "in"],
        &["+1", "in", "-"],
    ] {
        let posix = utility("uniq").env("POSIXLY_CORRECT", "");
        posix.cwd(&dir).args(args).recorded();
        utility("uniq").cwd(&dir).args(args).recorded();
    }
    let posix = utility("uniq").env("POSIXLY_CORRECT", "");
    posix.cwd(&dir).args(["in", "+1"]).prints("");
    assert_eq!(dir.read("+1"), b"xa\nya\n");
}

#[test]
fn counts_characters() {
    // Since 9.5; earlier versions count bytes.
    for (option, input, printed) in [
        ("-s1", "\u{e9}a\n\u{e8}a\n", "\u{e9}a\n"),
        ("-w2", "\u{e9}a1\n\u{e9}a2\n", "\u{e9}a1\n"),
        ("-w2", "\u{e9}a1\n\u{e9}b1\n", "\u{e9}a1\n\u{e9}b1\n"),
        ("-f1", "\u{3000}a b\na b\n", "\u{3000}a b\n"),
        ("-f1", "a\u{3000}b\na b\n", "a\u{3000}b\na b\n"),
        ("-f1", "a\u{3000}b\nc\u{3000}b\n", "a\u{3000}b\n"),
    ] {
        uniq(&[option], input).utf8().prints(printed);
        uniq(&[option], input).recorded();
    }
}

/// Line buffering writes each line before the next one is read.
#[test]
fn stdbuf_sets_the_buffering() {
    for (mode, first_read) in [("L", "a\n"), ("0", "a\n"), ("4096", "a\nb\n")] {
        let mut case = utility("uniq").env("_STDBUF_O", mode);
        let command = case.command().stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = child.stdout.take().unwrap();
        let mut buffer = [0; 99];
        let mut read = || {
            let len = output.read(&mut buffer).unwrap();
            String::from_utf8(buffer[..len].to_vec()).unwrap()
        };
        input.write_all(b"a\na\n").unwrap();
        let early = (mode != "4096").then(&mut read);
        input.write_all(b"b\n").unwrap();
        drop(input);
        assert_eq!(early.unwrap_or_else(read), first_read, "{mode}");
        assert!(child.wait().unwrap().success(), "{mode}");
    }
}

#[test]
fn read_errors_have_a_reason() {
    utility("uniq")
        .args(["."])
        .fails(1, "uniq: error reading '.': Is a directory\n");
    utility("uniq")
        .args(["-"])
        .closed(0)
        .fails(1, "uniq: error reading '-': Bad file descriptor\n");
}

/// Characters are counted, of one byte or several.
#[test]
fn characters_before_and_after_others_are_counted() {
    let uniq = |args: &[&str]| utility("uniq").utf8().args(args);
    let text = "ab\u{e9}dX\nab\u{e9}dY\nab\u{e8}dY\n";
    uniq(&["-w4"])
        .stdin(text)
        .prints("ab\u{e9}dX\nab\u{e8}dY\n");
    uniq(&["-w2"]).stdin(text).prints("ab\u{e9}dX\n");
    uniq(&["-s4"])
        .stdin(text)
        .prints("ab\u{e9}dX\nab\u{e9}dY\n");
    uniq(&["-s3", "-w1"]).stdin(text).prints("ab\u{e9}dX\n");
}

/// Longer than any block, so that it is printed without being copied.
#[test]
fn a_very_long_line_is_printed_whole() {
    let long = "x".repeat(300_000);
    let uniq = |args: &[&str]| utility("uniq").args(args);
    for end in ["", "\n"] {
        let twice = format!("a\n{long}\n{long}{end}");
        uniq(&[]).stdin(&twice).prints(format!("a\n{long}\n"));
        uniq(&["-c"])
            .stdin(&twice)
            .prints(format!("      1 a\n      2 {long}\n"));
        uniq(&["-u"]).stdin(&twice).prints("a\n");
        uniq(&["-D"])
            .stdin(&twice)
            .prints(format!("{long}\n{long}\n"));
        uniq(&["--group=both"])
            .stdin(&twice)
            .prints(format!("\na\n\n{long}\n{long}\n\n"));
        let alone = format!("{long}{end}");
        uniq(&["-d"]).stdin(&alone).prints("");
        uniq(&["-c"])
            .stdin(&alone)
            .prints(format!("      1 {long}\n"));
    }
}
