//! Integration tests of who.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("who").args(["--no-such-option"]).like_gnu();
}
