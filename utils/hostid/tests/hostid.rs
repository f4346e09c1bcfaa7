//! Integration tests of hostid.

use testing::utility;

#[test]
fn prints_the_identifier() {
    utility("hostid").like_gnu();
}

#[test]
fn complains_like_gnu() {
    for args in [&["x"][..], &["-a"], &["--", "x", "y"]] {
        utility("hostid").args(args).recorded();
    }
    let full = utility("hostid").run_into("/dev/full");
    full.is("", "hostid: write error: No space left on device\n", 1);
}
