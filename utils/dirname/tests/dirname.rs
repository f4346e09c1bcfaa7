//! Integration tests of dirname.

use testing::{bad_name, utility};

#[test]
fn examples() {
    let dirname = |args: &[&str]| utility("dirname").args(args);
    dirname(&["/usr/bin/"]).prints("/usr\n");
    dirname(&["stdio.h"]).prints(".\n");
    dirname(&["dir1/str", "dir2/str"]).prints("dir1\ndir2\n");
}

#[test]
fn strips_the_last_component() {
    for name in [
        "a", "b/", "/", "//", "///a", "//a", "a//", "a//b", "a/b/", "", "//a/b//", "/.", "a/..",
        "a/b/c", "-",
    ] {
        utility("dirname").args([name]).recorded();
    }
    let bad = std::path::Path::new("x").join(bad_name()).join("y");
    utility("dirname")
        .args([bad])
        .prints(b"x/bad\xff\xfename\n");
}

#[test]
fn takes_several_names() {
    utility("dirname")
        .args(["a/b", "c", "/d"])
        .prints("a\n.\n/\n");
    utility("dirname")
        .args(["--zero", "a/b", "c"])
        .prints("a\0.\0");
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["-x"],
        &["-z"],
        &["--z=1"],
        &["a", "-z"],
        &["--", "-z/a"],
    ] {
        utility("dirname").args(args).recorded();
    }
    let full = "dirname: write error: No space left on device\n";
    utility("dirname")
        .args(["a"])
        .run_into("/dev/full")
        .is("", full, 1);
    utility("dirname")
        .args(["a"])
        .closed(1)
        .fails(1, "dirname: write error: Bad file descriptor\n");
}
