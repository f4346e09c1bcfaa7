//! [: its closing bracket and its name in messages. Conditions are tested with test.

use testing::utility;

#[test]
fn requires_its_closing_bracket() {
    for words in [
        "]",
        "a ]",
        "a = b ]",
        "! a = b ]",
        "a",
        "",
        "a ] b",
        "--help ]",
        "] ]",
        "a b ]",
    ] {
        utility("[").args(words.split_whitespace()).recorded();
    }
    utility("[").fails(2, "[: missing ']'\n");
    utility("[")
        .args(["--version", "x"])
        .fails(2, "[: missing ']'\n");
}

#[test]
fn messages_start_with_its_name() {
    let message = "[: '-q': binary operator expected\n";
    utility("[").args(["a", "-q", "b", "]"]).fails(2, message);
}

#[test]
fn help_and_version_stand_alone() {
    let help = utility("[").args(["--help"]).run();
    assert_eq!(help.status, 0);
    assert!(help.stdout.starts_with(b"Usage: [ [EXPRESSION] ]\n"));
    let version = utility("[").args(["--version"]).run();
    assert!(version.stdout.starts_with(b"[ (corelink coreutils) 9.11\n"));
    let full = utility("[").args(["--help"]).run_into("/dev/full");
    full.is("", "[: write error: No space left on device\n", 2);
}

#[test]
fn a_group_that_is_not_closed_ends_at_the_bracket() {
    let expected = "[: ')' expected, found ']'\n";
    utility("[")
        .args(["(", "a", "=", "b", "]"])
        .fails(2, expected);
    utility("[")
        .args(["a", "-o", "(", "b", "-a", "c", "]"])
        .fails(2, expected);
}
