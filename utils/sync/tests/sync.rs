//! Integration tests of sync.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sync").args(["--no-such-option"]).like_gnu();
}
