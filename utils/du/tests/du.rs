//! Integration tests of du.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("du").args(["--no-such-option"]).like_gnu();
}
