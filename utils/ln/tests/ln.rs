//! Integration tests of ln.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("ln").args(["--no-such-option"]).like_gnu();
}
