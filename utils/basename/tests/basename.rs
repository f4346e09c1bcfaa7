//! Integration tests of basename.

use testing::{bad_name, utility};

#[test]
fn examples() {
    let basename = |args: &[&str]| utility("basename").args(args);
    basename(&["/usr/bin/sort"]).prints("sort\n");
    basename(&["include/stdio.h", ".h"]).prints("stdio\n");
    basename(&["-s.h", "include/stdio.h", "a.h"]).prints("stdio\na\n");
    basename(&["-a", "any/str1", "any/str2"]).prints("str1\nstr2\n");
}

#[test]
fn strips_directory_and_suffix() {
    for name in [
        "a", "b/", "/", "//", "///a", "a//", "a//b", "a/b/", "", "//a/b//", "/.", "..",
    ] {
        utility("basename").args([name]).recorded();
        utility("basename").args([name, "b"]).recorded();
        utility("basename").args([name, "/"]).recorded();
    }
    utility("basename")
        .args(["x/a.tar.gz", ".gz"])
        .prints("a.tar\n");
    utility("basename")
        .args([bad_name()])
        .prints(b"bad\xff\xfename\n");
}

#[test]
fn takes_several_names() {
    utility("basename")
        .args(["-a", "x/a", "b.h/", ".h"])
        .prints("a\nb.h\n.h\n");
    utility("basename")
        .args(["-s.h", "x/a.h", "b", ".h"])
        .prints("a\nb\n.h\n");
    utility("basename")
        .args(["-z", "--suffix", "", "a", "b"])
        .prints("a\0b\0");
    utility("basename").args(["-z", "a.h", ".h"]).prints("a\0");
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["-a"],
        &["-s"],
        &["-s", "x"],
        &["a", "b", "c"],
        &["a", "b", "c", "d"],
        &["-x"],
        &["--suf"],
        &["--zero=1"],
        &["a", "-a", "b"],
        &["a", "--help"],
        &["--", "-a"],
    ] {
        utility("basename").args(args).recorded();
    }
    utility("basename").utf8().args(["a", "b", "é"]).recorded();
    let full = "basename: write error: No space left on device\n";
    utility("basename")
        .args(["a"])
        .run_into("/dev/full")
        .is("", full, 1);
}
