//! Integration tests of basename.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("basename").args(["--no-such-option"]).like_gnu();
}
