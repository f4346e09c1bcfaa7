//! expand: converting tabs to spaces.

use testing::{Dir, bad_name, utility};

const TEXT: &str = "a\tb\t\tc\n\t x\ty\n  \tab\tabcdefgh\tx\nab\x08\x08\tx\n\n\t\tlast\t";

#[test]
fn examples() {
    let expand = |args: &[&str]| utility("expand").args(args).stdin("\ta\tb\n");
    expand(&[]).prints("        a       b\n");
    expand(&["-t4"]).prints("    a   b\n");
    expand(&["-t2,6"]).prints("  a   b\n");
    expand(&["-t2,/5"]).prints("  a  b\n");
    expand(&["-i"]).prints("        a\tb\n");
}

#[test]
fn expands_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", TEXT).file("g", "goes on\tthere\n");
    for args in [
        &["f"][..],
        &["f", "g"],
        &["-i", "f"],
        &["--initial", "-t4", "f", "gone", "g"],
        &["-t3", "f"],
        &["-t1", "f"],
        &["-t", "2,5 9", "f"],
        &["-t3,/4", "f"],
        &["-t3,+4", "f"],
        &["-t/3", "f"],
        &["-t+3", "f"],
        &["-t4,", "-t9", "f"],
        &["-4", "f"],
        &["-4,8", "f"],
        &["-12", "f"],
        &["-t,", "f"],
        &["-t/0", "f"],
        &["."],
    ] {
        utility("expand").args(args).cwd(&dir).recorded();
    }
    utility("expand")
        .args(["-", "g"])
        .cwd(&dir)
        .stdin(TEXT)
        .recorded();
}

#[test]
fn reports_wrong_tab_stops() {
    for list in [
        "x",
        "4x5",
        "0",
        "4,4",
        "5,4",
        "/3,4",
        "/3,/4",
        "+3,+4",
        "/3,+4",
        "3/4",
        "3+4",
        "3/4x",
        "99999999999999999999",
        "4,99999999999999999999x",
        "1x,2y",
        "-3",
        "3,0",
    ] {
        utility("expand").args(["-t", list]).recorded();
        utility("expand").args(["-t", list]).utf8().recorded();
    }
    utility("expand").args(["-t/3", "-t/4"]).recorded();
    utility("expand").args(["-4x"]).recorded();
}

#[test]
fn counts_columns_of_characters() {
    let expand = |text: &str| utility("expand").args(["-t4"]).utf8().stdin(text);
    expand("é\tx\n").prints("é   x\n");
    expand("뉐\tx\n").prints("뉐  x\n");
    expand("e\u{301}\tx\n").prints("e\u{301}   x\n");
    utility("expand")
        .utf8()
        .stdin(b"\xff\xe2\tx")
        .prints(b"\xff\xe2      x");
    // An overlong encoding is invalid: three bytes that count as one column each.
    utility("expand")
        .utf8()
        .stdin(b"\xe0\x81\x81\tx\xe0\xa0\x80\tx")
        .prints(b"\xe0\x81\x81     x\xe0\xa0\x80      x");
    utility("expand").stdin("é\tx").prints("é      x");
    // Blanks of several bytes are blanks.
    utility("expand")
        .args(["-i"])
        .utf8()
        .stdin("\u{3000}\tx\ty")
        .prints("\u{3000}      x\ty");
}

#[test]
fn lines_across_blocks() {
    let long = "x".repeat(100_001);
    utility("expand")
        .stdin(format!("{long}\ty\n"))
        .prints(format!("{long}       y\n"));
    let wide = "뉐".repeat(50_001);
    utility("expand")
        .utf8()
        .stdin(format!("{wide}\ty\n"))
        .prints(format!("{wide}      y\n"));
    utility("expand")
        .args(["-t200000"])
        .stdin("\tx")
        .prints(format!("{}x", " ".repeat(200_000)));
}

#[test]
fn any_bytes_in_text_and_names() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\0\xff\tb");
    utility("expand")
        .args([bad_name()])
        .cwd(&dir)
        .prints(b"\0\xff      b");
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let outcome = utility("expand").stdin("x\n").run_into("/dev/full");
    outcome.is("", "expand: write error: No space left on device\n", 1);
    let message = "expand: -: Bad file descriptor\n".repeat(2);
    utility("expand").closed(0).fails(1, message);
}

#[test]
fn the_first_bad_stop_is_reported() {
    let expand = |args: &[&str]| utility("expand").args(args);
    expand(&["-t9,8,0"]).fails(1, "expand: tab sizes must be ascending\n");
    expand(&["-t0,8,7"]).fails(1, "expand: tab size cannot be 0\n");
}
