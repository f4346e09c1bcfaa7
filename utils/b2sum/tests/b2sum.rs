//! Integration tests of b2sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("b2sum").args(["--no-such-option"]).like_gnu();
}
