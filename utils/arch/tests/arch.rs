//! arch: printing the machine hardware name.

use testing::utility;

#[test]
fn prints_the_name_of_the_machine() {
    utility("arch").like_gnu();
    utility("arch").prints(format!("{}\n", std::env::consts::ARCH));
}

#[test]
fn complains_like_gnu() {
    for args in [&["x"][..], &["-a"], &["--m"], &["--", "x", "y"]] {
        utility("arch").args(args).recorded();
    }
    let full = utility("arch").run_into("/dev/full");
    full.is("", "arch: write error: No space left on device\n", 1);
    let closed = utility("arch").closed(1).run();
    closed.is("", "arch: write error: Bad file descriptor\n", 1);
}
