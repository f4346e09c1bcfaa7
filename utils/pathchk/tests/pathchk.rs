//! Integration tests of pathchk.

use testing::{Dir, bad_name, utility};

#[track_caller]
fn recorded(args: &[&str]) {
    let dir = Dir::new();
    dir.file("f", "").folder("d");
    utility("pathchk").cwd(&dir).args(args).recorded();
    utility("pathchk").cwd(&dir).utf8().args(args).recorded();
}

#[test]
fn valid_names() {
    for args in [
        &["f"][..],
        &["gone"],
        &["gone/x"],
        &["d/gone"],
        &["-p", "a/b.c_d-e"],
        &["-P", "a b", "-p", "/"],
        &["/", "//"],
        &["-p", "--", "-ab"],
        &["-p", "abcdefghijklmn"],
    ] {
        recorded(args);
    }
}

#[test]
fn invalid_names() {
    for args in [
        &[""][..],
        &["-P", ""],
        &["-p", ""],
        &["--portability", ""],
        &["-P", "--", "-a"],
        &["-P", "a/-b"],
        &["-P", "-"],
        &["-p", "a b"],
        &["-p", "a\nb"],
        &["-p", "é"],
        &["-pP", "", "--", "-x", "a*", "ok"],
        &["-p", "abcdefghijklmno"],
        &["-p", "aaa/abcdefghijklmno/b"],
        &["f/x"],
        &["-p", "f/x"],
        &["f/gone/x", "f"],
        &[],
        &["-x"],
    ] {
        recorded(args);
    }
    utility("pathchk")
        .args(["-p".into(), bad_name()])
        .recorded();
}

#[test]
fn long_names() {
    let name = "a".repeat(300);
    let long = name.as_str();
    let path = "a/".repeat(3000);
    for args in [
        &[long][..],
        &["-P", long],
        &["-p", long],
        &[&format!("gone/{long}")],
        &[&format!("f/{long}")],
        &[&format!("gone/x/{long}/y")],
        &[&format!("/proc/{long}")],
        &[&path],
        &["-p", &path],
        &["-p", &"aaa/".repeat(64)],
        &["-p", &"aaa/".repeat(63)],
    ] {
        recorded(args);
    }
}
