//! Integration tests of tail.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("tail").args(["--no-such-option"]).like_gnu();
}
