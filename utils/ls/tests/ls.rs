//! Integration tests of ls.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("ls").args(["--no-such-option"]).like_gnu();
}
