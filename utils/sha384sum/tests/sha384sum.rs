//! Integration tests of sha384sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sha384sum").args(["--no-such-option"]).like_gnu();
}
