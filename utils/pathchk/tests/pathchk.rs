//! Integration tests of pathchk.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("pathchk").args(["--no-such-option"]).like_gnu();
}
