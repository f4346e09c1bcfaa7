//! Integration tests of sha256sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sha256sum").args(["--no-such-option"]).like_gnu();
}
