//! Integration tests of false.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("false").args(["--no-such-option"]).like_gnu();
}
