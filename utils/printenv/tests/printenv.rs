//! printenv: printing environment variables.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use testing::utility;

#[test]
fn examples() {
    let printenv = |args: &[&str]| utility("printenv").args(args).env("A", "1").env("B", "2");
    printenv(&["A"]).prints("1\n");
    printenv(&["-0", "B", "A"]).prints("2\x001\x00");
    printenv(&["A", "C", "B"]).run().is("1\n2\n", "", 1);
}

#[test]
fn prints_everything() {
    utility("printenv").prints("LC_ALL=C\nPATH=/usr/bin:/bin\nTZ=UTC0\n");
    utility("printenv")
        .args(["-0"])
        .prints("LC_ALL=C\0PATH=/usr/bin:/bin\0TZ=UTC0\0");
    utility("printenv").env("A", "x\ny").recorded();
}

#[test]
fn prints_values() {
    for args in [
        &["PATH"][..],
        &["PATH", "LC_ALL"],
        &["PATH", "GONE", "LC_ALL"],
        &["GONE"],
        &["PAT"],
        &["PATH=/usr/bin"],
        &["A=b"],
        &[""],
        &["--null", "PATH", "LC_ALL"],
        &["PATH", "-0"],
        &["--", "PATH"],
        &["EMPTY"],
    ] {
        utility("printenv")
            .args(args)
            .env("A=b", "")
            .env("EMPTY", "")
            .recorded();
    }
    let bytes = OsStr::from_bytes(b"\xff\xfe");
    utility("printenv")
        .args(["A"])
        .env("A", bytes)
        .prints(b"\xff\xfe\n");
}

#[test]
fn mistakes_have_another_status() {
    utility("printenv").args(["-x"]).recorded();
    utility("printenv").args(["--foo"]).recorded();
    let full = utility("printenv").args(["PATH"]).run_into("/dev/full");
    full.is("", "printenv: write error: No space left on device\n", 2);
}
