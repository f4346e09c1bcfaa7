//! Integration tests of factor.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("factor").args(["--no-such-option"]).like_gnu();
}
