//! Integration tests of rm.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("rm").args(["--no-such-option"]).like_gnu();
}
