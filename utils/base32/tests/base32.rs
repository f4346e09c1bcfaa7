//! Integration tests of base32.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("base32").args(["--no-such-option"]).like_gnu();
}
