//! Integration tests of dircolors.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("dircolors").args(["--no-such-option"]).like_gnu();
}
