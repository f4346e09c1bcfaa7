//! Integration tests of pinky.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("pinky").args(["--no-such-option"]).like_gnu();
}
