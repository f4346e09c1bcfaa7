//! Integration tests of sha512sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sha512sum").args(["--no-such-option"]).like_gnu();
}
