//! Integration tests of chcon.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("chcon").args(["--no-such-option"]).like_gnu();
}
