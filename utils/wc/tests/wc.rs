//! Integration tests of wc.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("wc").args(["--no-such-option"]).like_gnu();
}
