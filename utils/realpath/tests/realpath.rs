//! Integration tests of realpath.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("realpath").args(["--no-such-option"]).like_gnu();
}
