//! Integration tests of vdir.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("vdir").args(["--no-such-option"]).like_gnu();
}
