//! Integration tests of {NAME}.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("{NAME}").args(["--no-such-option"]).like_gnu();
}
