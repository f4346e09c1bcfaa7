//! Integration tests of stat.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("stat").args(["--no-such-option"]).like_gnu();
}
