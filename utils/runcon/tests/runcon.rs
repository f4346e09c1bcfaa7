//! Integration tests of runcon, where there is no SELinux. Its own errors exit with 125.

use testing::{skip, utility};

/// Does the kernel run SELinux?
fn has_selinux() -> bool {
    std::path::Path::new("/sys/fs/selinux/create").exists()
}

#[test]
fn mistakes_are_told_first() {
    let runcon = |args: &[&str], message: &str| {
        let hint = "Try 'runcon --help' for more information.\n";
        let message = format!("runcon: {message}\n").replace("HINT\n", hint);
        utility("runcon").args(args).fails(125, message);
    };
    runcon(&["-t", "x", "-t", "y", "true"], "multiple types");
    runcon(&["-r", "x", "-r", "y", "true"], "multiple roles");
    runcon(&["-u", "x", "-u", "y", "true"], "multiple users");
    runcon(&["-l", "x", "-l", "y", "true"], "multiple levelranges");
    runcon(&["x"], "no command specified\nHINT");
    runcon(&["-z"], "invalid option -- 'z'\nHINT");
    runcon(&["-t"], "option requires an argument -- 't'\nHINT");
}

#[test]
fn without_selinux_nothing_is_run() {
    if has_selinux() {
        skip!("the kernel runs SELinux");
    }
    let message = "runcon: runcon may be used only on a SELinux kernel\n";
    for args in [
        &["a:b:c", "echo"][..],
        &["-t", "x", "echo"],
        &["-c", "echo"],
        &["-u", "a", "-r", "b", "-l", "c", "echo", "-t"],
        &["x", "nosuch"],
    ] {
        utility("runcon").args(args).fails(125, message);
    }
    let current = utility("runcon").run();
    assert_eq!(current.status, 125);
    assert!(
        current
            .stderr
            .starts_with(b"runcon: failed to get current context: "),
        "{current:?}"
    );
}
