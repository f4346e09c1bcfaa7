//! Integration tests of chmod.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("chmod").args(["--no-such-option"]).like_gnu();
}
