//! Integration tests of mv.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("mv").args(["--no-such-option"]).like_gnu();
}
