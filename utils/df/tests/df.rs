//! Integration tests of df.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("df").args(["--no-such-option"]).like_gnu();
}
