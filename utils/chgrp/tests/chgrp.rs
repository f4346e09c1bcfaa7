//! Integration tests of chgrp.

use testing::utility;

#[test]
fn rejects_an_unknown_option() {
    utility("chgrp").args(["--no-such-option"]).like_gnu();
}
