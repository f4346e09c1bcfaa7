//! Integration tests of runcon.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("runcon").args(["--no-such-option"]).like_gnu();
}
