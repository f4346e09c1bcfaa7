//! Integration tests of dd.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("dd").args(["--no-such-option"]).like_gnu();
}
