//! coreutils: all utilities in one executable.

use std::os::unix::process::CommandExt;
use testing::{Case, utility};

/// The executable, called by a link with this name.
fn called(name: &str) -> Case {
    let mut case = utility("coreutils");
    case.command().arg0(name);
    case
}

#[test]
fn a_link_decides_which_utility_it_is() {
    called("echo").args(["a", "b"]).prints("a b\n");
    called("/opt/bin/echo").args(["a"]).prints("a\n");
    called("false").fails(1, "");
    called("basename").fails(
        1,
        "basename: missing operand\nTry 'basename --help' for more information.\n",
    );
}

#[test]
fn a_link_may_have_a_prefix() {
    called("gecho").args(["a"]).prints("a\n");
    called("/opt/bin/cl-echo").args(["a"]).prints("a\n");
    called("gbasename").fails(
        1,
        "gbasename: missing operand\nTry 'gbasename --help' for more information.\n",
    );
    // The longest name counts: `gmkdir` is `mkdir`, not `dir`.
    called("my-dirname").args(["/a/b"]).prints("/a\n");
    called("mkdir").fails(
        1,
        "mkdir: missing operand\nTry 'mkdir --help' for more information.\n",
    );
    called("gmkdir").fails(
        1,
        "gmkdir: missing operand\nTry 'gmkdir --help' for more information.\n",
    );
}

#[test]
fn the_utility_may_be_named_by_option_or_operand() {
    called("coreutils").args(["echo", "-n", "a"]).prints("a");
    called("gcoreutils").args(["echo", "-n", "a"]).prints("a");
    called("coreutils")
        .args(["--coreutils-prog=echo", "a"])
        .prints("a\n");
    called("coreutils")
        .args(["--coreutils-prog-shebang=echo", "./script", "a"])
        .prints("a\n");
    called("coreutils").args(["/bin/basename"]).fails(
        1,
        "/bin/basename: missing operand\nTry '/bin/basename --help' for more information.\n",
    );
}

#[test]
fn mistakes_are_named() {
    called("coreutils").fails(
        1,
        "coreutils: missing program name\nTry 'coreutils --help' for more information.\n",
    );
    // An operand has no prefix.
    for wrong in ["nothing", "gecho"] {
        let message = format!("coreutils: unknown program '{wrong}'\n");
        called("coreutils").args([wrong]).fails(1, &message);
        called("coreutils")
            .args([&format!("--coreutils-prog={wrong}"), "--help"])
            .fails(1, &message);
    }
}

#[test]
fn a_name_of_no_utility_is_unknown_whatever_follows() {
    let message = "coreutils: unknown program 'blub'\n";
    for args in [&[][..], &["--help"], &["--version"], &["echo", "a"]] {
        called("./blub").args(args).fails(1, message);
        called("blub").args(args).fails(1, message);
    }
    for option in ["--help", "--version"] {
        let answer = called("gcoreutils").args([option]).run();
        assert_eq!((answer.status, &answer.stderr[..]), (0, &b""[..]));
    }
}

#[test]
fn lists_what_it_holds() {
    let list = called("coreutils").args(["--list"]).run();
    assert_eq!(list.status, 0);
    let list = String::from_utf8(list.stdout).expect("names are ASCII");
    let names: Vec<&str> = list.lines().collect();
    assert!(
        names.contains(&"cat") && names.contains(&"yes"),
        "{names:?}"
    );
    assert!(!names.contains(&"coreutils"), "{names:?}");
    assert!(names.is_sorted(), "{names:?}");
}
