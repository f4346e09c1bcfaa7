//! Integration tests of uptime.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("uptime").args(["--no-such-option"]).like_gnu();
}
