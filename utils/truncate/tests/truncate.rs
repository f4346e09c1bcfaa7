//! Integration tests of truncate.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("truncate").args(["--no-such-option"]).like_gnu();
}
