//! Integration tests of env.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("env").args(["--no-such-option"]).like_gnu();
}
