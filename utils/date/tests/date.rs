//! Integration tests of date.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("date").args(["--no-such-option"]).like_gnu();
}
