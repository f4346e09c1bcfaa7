//! Integration tests of seq.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("seq").args(["--no-such-option"]).like_gnu();
}
