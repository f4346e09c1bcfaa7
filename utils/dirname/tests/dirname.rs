//! Integration tests of dirname.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("dirname").args(["--no-such-option"]).like_gnu();
}
