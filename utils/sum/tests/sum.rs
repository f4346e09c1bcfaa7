//! Integration tests of sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sum").args(["--no-such-option"]).like_gnu();
}
