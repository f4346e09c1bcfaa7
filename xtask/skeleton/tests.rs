//! Integration tests of {NAME}.

use testing::utility;

#[test]
fn examples() {
    let run = |args: &[&str]| utility("{NAME}").args(args);
    run(&["a b", "c"]).prints("a b\nc\n");
    run(&["-z", "a b", "c"]).prints("a b\0c\0");
}

#[test]
fn unknown_options_are_refused() {
    let message = "{NAME}: unrecognized option '--no-such-option'\n\
                   Try '{NAME} --help' for more information.\n";
    let case = utility("{NAME}").args(["--no-such-option"]);
    case.fails(1, message);
    // Where GNU has the utility, `case.recorded()` checks the same against a recording that
    // `cargo xtask test --record {NAME}` makes. Otherwise state what is expected: `prints`,
    // `fails`, or `run().is(stdout, stderr, status)`.
}
