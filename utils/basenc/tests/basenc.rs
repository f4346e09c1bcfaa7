//! Integration tests of basenc.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("basenc").args(["--no-such-option"]).like_gnu();
}
