//! Integration tests of pwd.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("pwd").args(["--no-such-option"]).like_gnu();
}
