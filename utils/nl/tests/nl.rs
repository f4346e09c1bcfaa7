//! nl: numbering lines and logical pages.

use std::os::unix::ffi::OsStrExt;
use testing::{Dir, bad_name, utility};

const TEXT: &str =
    "a\n\nb\n\\:\\:\\:\nhead\n\n\\:\\:\nbody\n\n\n\nabc\n\\:\nfoot\n\n\\:\\:\nmore\n\\:\\:x";

#[test]
fn examples() {
    let nl = |args: &[&str]| utility("nl").args(args).stdin("a\n\nb\n");
    nl(&[]).prints("     1\ta\n       \n     2\tb\n");
    nl(&["-ba"]).prints("     1\ta\n     2\t\n     3\tb\n");
    nl(&["-bpb"]).prints("       a\n       \n     1\tb\n");
    nl(&["-w2", "-s: "]).prints(" 1: a\n    \n 2: b\n");
    nl(&["-nrz", "-w3", "-v9", "-i2"]).prints("009\ta\n    \n011\tb\n");
    let pages = "\\:\\:\\:\nhead\n\\:\\:\nbody\n\\:\nfoot\n";
    utility("nl")
        .stdin(pages)
        .prints("\n       head\n\n     1\tbody\n\n       foot\n");
}

#[test]
fn numbers_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", TEXT)
        .file("g", "second\n\nunfinished")
        .file("d", "ab\na:\na:a:\nx\naba\nabab\n");
    for args in [
        &["f"][..],
        &["f", "g"],
        &["-ba", "f"],
        &["-bt", "-ha", "-fa", "f"],
        &["-bn", "f"],
        &["-bp^a.c$", "-hp.", "f"],
        &["-bpx\\|d", "f"],
        &["-ba", "-l2", "f"],
        &["-ba", "-l3", "-p", "f", "gone", "g"],
        &["-v10", "-i5", "f"],
        &["-v-3", "-nrz", "f"],
        &["-v", "5", "-i-3", "-w2", "f"],
        &["-nln", "f"],
        &["-nrn", "-w1", "-s", ": ", "f"],
        &["-s", "", "f"],
        &["-da", "d"],
        &["-dab", "d"],
        &["-dab", "-da", "d"],
        &["-daba", "d"],
        &["-d", "", "f"],
        &["-v9223372036854775807", "f"],
        &["-v9223372036854775806", "-i9223372036854775807", "f"],
        &["--starting-line-number=-9223372036854775808", "-w3", "g"],
        &[
            "--body-numbering=a",
            "--no-renumber",
            "--join-blank-lines=2",
            "f",
        ],
        &["."],
    ] {
        utility("nl").args(args).cwd(&dir).recorded();
    }
    utility("nl")
        .args(["-", "g"])
        .cwd(&dir)
        .stdin(TEXT)
        .recorded();
}

#[test]
fn errors() {
    for args in [
        &["-bx"][..],
        &["-hx", "-f", "", "-n", "xx"],
        &["-bx", "-vx"],
        &["-bp\\("],
        &["-bp["],
        &["-ix"],
        &["-l0"],
        &["-l-1"],
        &["-lx"],
        &["-w0"],
        &["-w2147483648"],
        &["-w99999999999999999999"],
        &["-v9223372036854775808"],
        &["-v", "5k"],
        &["-nlnx"],
    ] {
        utility("nl").args(args).recorded();
        utility("nl").args(args).utf8().recorded();
    }
}

#[test]
fn matches_characters() {
    utility("nl")
        .args(["-bp^.$"])
        .utf8()
        .stdin("é\nab\n")
        .prints("     1\té\n       ab\n");
    utility("nl")
        .args(["-bp^.$"])
        .stdin("é\na\n")
        .prints("       é\n     1\ta\n");
    // NUL does not end the text to match.
    utility("nl")
        .args(["-bpb"])
        .stdin("a\0b\n")
        .prints("     1\ta\0b\n");
}

#[test]
fn lines_across_blocks() {
    let long = "x".repeat(300_000);
    utility("nl")
        .stdin(format!("{long}\n{long}"))
        .prints(format!("     1\t{long}\n     2\t{long}\n"));
    let lines: String = (1..=1_000_001).map(|i| format!("{i:>6}\t\n")).collect();
    utility("nl")
        .args(["-ba"])
        .stdin("\n".repeat(1_000_001))
        .prints(lines);
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\xff\n");
    utility("nl")
        .args([bad_name()])
        .cwd(&dir)
        .prints(b"     1\t\xff\n");
    let outcome = utility("nl").stdin("x\n").run_into("/dev/full");
    outcome.is("", "nl: write error: No space left on device\n", 1);
    let message = "nl: -: Bad file descriptor\n".repeat(2);
    utility("nl").closed(0).fails(1, message);
}

/// Since GNU 9.11, a delimiter of one character is followed by `:` however many bytes it has.
#[test]
fn delimiters_are_characters() {
    let nl = |args: &[&str]| utility("nl").utf8().args(["-p", "-ha", "-fa"]).args(args);
    let numbered = "\n     1\th\n\n     2\tb\n\n     3\tf\n";
    nl(&["-d§"])
        .stdin("§:§:§:\nh\n§:§:\nb\n§:\nf\n")
        .prints(numbered);
    nl(&["-d§x"])
        .stdin("§x§x§x\nh\n§x§x\nb\n§x\nf\n")
        .prints(numbered);
    nl(&["-dxyz"])
        .stdin("xyzxyzxyz\nh\nxyzxyz\nb\nxyz\nf\n")
        .prints(numbered);
    nl(&[])
        .args([std::ffi::OsStr::from_bytes(b"-d\xe9")])
        .stdin(b"\xe9:\xe9:\xe9:\nh\n\xe9:\xe9:\nb\n\xe9:\nf\n")
        .prints(numbered);
}

/// Since GNU 9.6.
#[test]
fn a_huge_number_of_blank_lines_is_infinite() {
    utility("nl")
        .args(["-ba", "-l30000000000000000000"])
        .stdin("x\n")
        .prints("     1\tx\n");
}

#[test]
fn all_mistakes_in_options_are_reported() {
    let nl = |args: &[&str], messages: &str| {
        let hint = "Try 'nl --help' for more information.\n";
        utility("nl")
            .args(args)
            .fails(1, format!("{messages}{hint}"));
    };
    let foo = "nl: unrecognized option '--xoo'\n";
    let style = "nl: invalid body numbering style: 'x'\n";
    nl(
        &["--xoo", "--yar"],
        &format!("{foo}nl: unrecognized option '--yar'\n"),
    );
    nl(&["--xoo", "-bx"], &format!("{foo}{style}"));
    nl(&["-bx", "--xoo"], &format!("{style}{foo}"));
}
