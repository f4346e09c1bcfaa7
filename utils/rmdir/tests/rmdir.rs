//! Integration tests of rmdir.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("rmdir").args(["--no-such-option"]).like_gnu();
}
