//! Integration tests of yes.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("yes").args(["--no-such-option"]).like_gnu();
}
