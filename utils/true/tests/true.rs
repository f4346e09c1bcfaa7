//! Integration tests of true.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("true").args(["--no-such-option"]).like_gnu();
}
