//! Integration tests of groups.

use testing::utility;

#[test]
fn prints_groups() {
    for args in [
        &[][..],
        &["root"],
        &["root", "daemon"],
        &["nobody", "no-such-user", "root"],
        &["0"],
        &[""],
        &["--", "bin"],
        &["-x"],
        &["--foo", "root"],
    ] {
        utility("groups").args(args).like_gnu();
        utility("groups").args(args).utf8().like_gnu();
    }
}

#[test]
fn output_that_fails() {
    let full = utility("groups").args(["root"]).run_into("/dev/full");
    full.is("", "groups: write error: No space left on device\n", 1);
}
