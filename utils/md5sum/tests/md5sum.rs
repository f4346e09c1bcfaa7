//! Integration tests of md5sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("md5sum").args(["--no-such-option"]).like_gnu();
}
