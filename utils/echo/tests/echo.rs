//! Integration tests of echo.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("echo").args(["--no-such-option"]).like_gnu();
}
