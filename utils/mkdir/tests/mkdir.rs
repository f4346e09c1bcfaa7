//! Integration tests of mkdir.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("mkdir").args(["--no-such-option"]).like_gnu();
}
