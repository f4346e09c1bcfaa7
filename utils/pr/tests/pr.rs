//! Integration tests of pr.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("pr").args(["--no-such-option"]).like_gnu();
}
