//! du --exclude: names that end in a slash.

use testing::{Dir, utility};

/// The part of a name behind its last slash is empty.
#[test]
fn an_empty_pattern_leaves_out_operands_that_end_in_a_slash() {
    let dir = Dir::new();
    dir.folder("d").file("d/f", "").symlink("gone", "l");
    let du = |operand| utility("du").cwd(&dir).args(["-a0", "--exclude=", operand]);
    for operand in ["l/", "d/", "d//", "./"] {
        du(operand).prints("");
    }
    let listed = du("d").run().stdout;
    assert!(listed.ends_with(b"\td\0"), "{}", listed.escape_ascii());
}
