//! Integration tests of cp.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("cp").args(["--no-such-option"]).like_gnu();
}
