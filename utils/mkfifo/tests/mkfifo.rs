//! Integration tests of mkfifo.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("mkfifo").args(["--no-such-option"]).like_gnu();
}
