//! unexpand: converting spaces to tabs.

use std::ffi::OsStr;
use testing::{Dir, bad_name, utility};

const TEXT: &str = "        a       b               c\n         x y   z\n  \t ab \tabcdefgh  x\n\
                    abcdefg h i\nabcdefg  h\n    \x08    ab      x\n\n                last     ";

#[test]
fn examples() {
    let unexpand = |args: &[&str]| {
        utility("unexpand")
            .args(args)
            .stdin("        a       b c\n")
    };
    unexpand(&[]).prints("\ta       b c\n");
    unexpand(&["-a"]).prints("\ta\tb c\n");
    unexpand(&["-t4"]).prints("\t\ta\t\tb c\n");
    unexpand(&["-t4", "--first-only"]).prints("\t\ta       b c\n");
}

#[test]
fn converts_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", TEXT)
        .file("g", "        goes on        there\n");
    for args in [
        &["f"][..],
        &["-a", "f"],
        &["-a", "f", "g"],
        &["--all", "--first-only", "f"],
        &["-t4", "f"],
        &["--first-only", "-t4", "f", "gone", "g"],
        &["-t1", "f"],
        &["-t", "2,5 9", "f"],
        &["-t3,/4", "f"],
        &["-t3,+4", "f"],
        &["-4", "f"],
        &["-a4", "f"],
        &["-4,8", "f"],
        &["-12", "f"],
        &["-4", "-8", "f"],
        &["-4", "-t9", "f"],
        &["-99999999999999999999", "f"],
        &["-4x"],
        &["-t4x"],
        &["-t0"],
        &["-t5,4"],
        &["."],
    ] {
        utility("unexpand").args(args).cwd(&dir).recorded();
    }
    utility("unexpand")
        .args(["-", "g"])
        .cwd(&dir)
        .stdin(TEXT)
        .recorded();
}

#[test]
fn counts_columns_of_characters() {
    let unexpand = |text: &str| utility("unexpand").args(["-t4"]).utf8().stdin(text);
    unexpand("é   x\n").prints("é\tx\n");
    unexpand("뉐  x\n").prints("뉐\tx\n");
    unexpand("e\u{301}   x\n").prints("e\u{301}\tx\n");
    // Blanks of several bytes become tabs too, if they end at a tab stop.
    unexpand("\u{3000}\u{3000}x").prints("\tx");
    unexpand("abc\u{2003}x").prints("abc\u{2003}x");
    unexpand("   \u{3000}   x").prints("   \u{3000}\tx");
    unexpand("ab\u{a0} x").prints("ab\u{a0} x");
    utility("unexpand")
        .args(["-a"])
        .stdin("é      x")
        .prints("é\tx");
}

#[test]
fn blanks_across_blocks() {
    for length in 65_529..65_545 {
        let text = format!("{}   x  y\n        z", "x ".repeat(length / 2));
        utility("unexpand").args(["-a"]).stdin(text).recorded();
    }
}

#[test]
fn any_bytes_in_text_and_names() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\0\xff      b");
    utility("unexpand")
        .args([OsStr::new("-a"), &bad_name()])
        .cwd(&dir)
        .prints(b"\0\xff\tb");
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let outcome = utility("unexpand").stdin("x\n").run_into("/dev/full");
    outcome.is("", "unexpand: write error: No space left on device\n", 1);
    let message = "unexpand: -: Bad file descriptor\n".repeat(2);
    utility("unexpand").closed(0).fails(1, message);
}
