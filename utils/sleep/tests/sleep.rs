//! Integration tests of sleep.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("sleep").args(["--no-such-option"]).like_gnu();
}
