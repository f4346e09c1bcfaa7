//! whoami: printing the effective user name.

use testing::{Dir, bin_dir, is_root, utility};

#[test]
fn prints_the_name_of_the_user() {
    utility("whoami").like_gnu();
    utility("whoami").args(["--"]).like_gnu();
    if is_root() {
        utility("whoami").prints("root\n");
    }
}

#[test]
fn takes_no_operands() {
    utility("whoami").args(["x"]).recorded();
    utility("whoami").args(["--", "--help"]).recorded();
    utility("whoami").args(["-x"]).recorded();
}

#[test]
fn a_user_may_have_no_name() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    let dir = Dir::new();
    dir.executable(&bin_dir().join("whoami"));
    let run = testing::command("setpriv")
        .arg("--reuid=12345")
        .arg(dir.join("bin/whoami"))
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&run.stderr).into_owned();
    let end = "whoami: cannot find name for user ID 12345\n";
    assert!(message.ends_with(end), "{message}");
    assert_eq!(run.status.code(), Some(1));
}

#[test]
fn output_that_fails() {
    let full = utility("whoami").run_into("/dev/full");
    full.is("", "whoami: write error: No space left on device\n", 1);
}
