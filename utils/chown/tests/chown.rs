//! Integration tests of chown.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("chown").args(["--no-such-option"]).like_gnu();
}
