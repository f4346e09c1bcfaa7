//! false: failure whatever the arguments.

use testing::utility;

#[test]
fn ignores_operands_and_options() {
    for args in [
        &[][..],
        &["a"],
        &["-x", "--help"],
        &["--help", "a"],
        &["--hel"],
        &["--"],
    ] {
        utility("false").args(args).run().is("", "", 1);
    }
}

#[test]
fn does_not_mind_a_closed_output() {
    utility("false").closed(1).run().is("", "", 1);
}

#[test]
fn help_and_version_stand_alone() {
    for option in ["--help", "--version"] {
        let shown = utility("false").args([option]).run();
        assert!(!shown.stdout.is_empty());
        assert_eq!(shown.status, 1);
        utility("false").args([option]).run_into("/dev/full").is(
            "",
            "false: write error: No space left on device\n",
            1,
        );
    }
}
