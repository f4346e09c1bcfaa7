//! Integration tests of touch.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("touch").args(["--no-such-option"]).like_gnu();
}
