//! Integration tests of users.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("users").args(["--no-such-option"]).like_gnu();
}
