//! Integration tests of base64.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("base64").args(["--no-such-option"]).like_gnu();
}
