//! Integration tests of install.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("install").args(["--no-such-option"]).like_gnu();
}
