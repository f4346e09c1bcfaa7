//! Integration tests of dir.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("dir").args(["--no-such-option"]).like_gnu();
}
