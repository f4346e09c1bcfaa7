//! Integration tests of readlink.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("readlink").args(["--no-such-option"]).like_gnu();
}
