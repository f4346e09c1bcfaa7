//! Integration tests of uname.

use testing::utility;

#[test]
fn prints_what_is_chosen() {
    for args in [
        &[][..],
        &["-a"],
        &["-s"],
        &["-n"],
        &["-r"],
        &["-v"],
        &["-m"],
        &["-p"],
        &["-i"],
        &["-o"],
        &["-pi"],
        &["-ap"],
        &["-ia"],
        &["-omvrns"],
        &["--all", "-s"],
        &["--sysname", "--release"],
        &["--kernel-n", "--kernel-r", "--kernel-v", "--m", "--op"],
        &["--nodename", "--processor", "--hardware-platform"],
    ] {
        utility("uname").args(args).like_gnu();
    }
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["x"][..],
        &["-a", "x", "y"],
        &["-x"],
        &["--kernel"],
        &["--all=x"],
    ] {
        utility("uname").args(args).recorded();
    }
    let full = utility("uname").run_into("/dev/full");
    full.is("", "uname: write error: No space left on device\n", 1);
}
