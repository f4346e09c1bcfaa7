//! Integration tests of runcon, mostly without SELinux. Its own errors exit with 125.

use testing::{skip, utility};

/// Returns whether the kernel runs SELinux.
fn has_selinux() -> bool {
    std::path::Path::new("/sys/fs/selinux/create").exists()
}

#[test]
fn mistakes_are_reported_first() {
    let runcon = |args: &[&str], message: &str| {
        let message = format!("runcon: {message}\n");
        utility("runcon").args(args).fails(125, message);
    };
    runcon(&["-t", "x", "-t", "y", "true"], "multiple types");
    runcon(&["-r", "x", "-r", "y", "true"], "multiple roles");
    runcon(&["-u", "x", "-u", "y", "true"], "multiple users");
    runcon(&["-l", "x", "-l", "y", "true"], "multiple levelranges");
    // Not recorded, as the status of GNU 9.1 is 1.
    let hint = "Try 'runcon --help' for more information.";
    runcon(&["x"], &format!("no command specified\n{hint}"));
    runcon(&["-z"], &format!("invalid option -- 'z'\n{hint}"));
    runcon(
        &["-t"],
        &format!("option requires an argument -- 't'\n{hint}"),
    );
}

#[test]
fn unknown_options_are_refused() {
    utility("runcon").args(["--no-such-option"]).fails(
        125,
        "runcon: unrecognized option '--no-such-option'\n\
         Try 'runcon --help' for more information.\n",
    );
}

#[test]
fn nothing_is_run_without_selinux() {
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
