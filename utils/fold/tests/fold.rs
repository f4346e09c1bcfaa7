//! Integration tests of fold.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("fold").args(["--no-such-option"]).like_gnu();
}
