//! Integration tests of mknod.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("mknod").args(["--no-such-option"]).like_gnu();
}
