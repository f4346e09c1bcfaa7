//! Integration tests of sha1sum.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sha1sum").args(["--no-such-option"]).like_gnu();
}
