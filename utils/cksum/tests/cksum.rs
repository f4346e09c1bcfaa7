//! Integration tests of cksum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("cksum").args(["--no-such-option"]).like_gnu();
}
