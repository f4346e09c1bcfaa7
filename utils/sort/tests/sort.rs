//! Integration tests of sort.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sort").args(["--no-such-option"]).like_gnu();
}
