//! echo: strings on a line, options, escapes, and the rules of POSIX.

use testing::{bad_name, utility};

#[test]
fn prints_strings_with_blanks_between() {
    utility("echo").prints("\n");
    utility("echo").args(["a", "", "b c"]).prints("a  b c\n");
    utility("echo")
        .args([bad_name()])
        .prints(b"bad\xff\xfename\n");
}

#[test]
fn only_whole_words_of_its_letters_are_options() {
    for args in [
        &["-n", "a"][..],
        &["-nx", "a"],
        &["-"],
        &["--"],
        &["-n", "--", "a"],
        &["-ne", "a\\n"],
        &["-eE", "a\\n"],
        &["-Ee", "a\\n"],
        &["-e", "-E", "a\\n"],
        &["a", "-n"],
        &["--help", "a"],
        &["--hel"],
        &["--version", "--help"],
    ] {
        utility("echo").args(args).recorded();
    }
}

#[test]
fn interprets_escapes() {
    for text in [
        "\\a\\b\\e\\f\\n\\r\\t\\v\\\\",
        "\\0\\01\\012\\0123\\0777\\08",
        "\\1\\12\\123\\1234\\8\\777",
        "\\x4\\x41\\x414\\xg\\x\\X41",
        "\\q\\\"\\'",
        "end\\",
        "\\xff\\0377",
    ] {
        utility("echo").args(["-e", text]).recorded();
        utility("echo").args(["-E", text]).recorded();
    }
    utility("echo").args(["-e", "a\\c", "b"]).prints("a");
}

#[test]
fn follows_posix_when_asked_to() {
    for args in [
        &["-e", "a\\nb"][..],
        &["-n", "a\\nb"],
        &["-n", "-E", "a\\n"],
        &["-ne", "a\\n"],
        &["--help"],
        &["-n", "--help"],
        &["-n", "-n"],
    ] {
        utility("echo")
            .env("POSIXLY_CORRECT", "")
            .args(args)
            .recorded();
    }
}

#[test]
fn reports_a_full_or_closed_output() {
    let full = "echo: write error: No space left on device\n";
    utility("echo").run_into("/dev/full").is("", full, 1);
    utility("echo")
        .args(["--help"])
        .run_into("/dev/full")
        .is("", full, 1);
    utility("echo")
        .closed(1)
        .fails(1, "echo: write error: Bad file descriptor\n");
    utility("echo").args(["-n"]).closed(1).prints("");
}

#[test]
fn help_and_version() {
    let help = utility("echo").args(["--help"]).run();
    assert!(help.stdout.starts_with(b"Usage: echo ["), "{help:?}");
    let version = utility("echo").args(["--version"]).run();
    assert!(
        version
            .stdout
            .starts_with(b"echo (corelink coreutils) 9.11\n"),
        "{version:?}"
    );
}
