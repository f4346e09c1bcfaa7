//! Integration tests of fmt.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("fmt").args(["--no-such-option"]).like_gnu();
}
