//! Integration tests of sha224sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sha224sum").args(["--no-such-option"]).like_gnu();
}
