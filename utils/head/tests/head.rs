//! Integration tests of head.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("head").args(["--no-such-option"]).like_gnu();
}
