//! Integration tests of pwd.

use std::os::unix::ffi::OsStrExt;
use testing::{Case, Dir, utility};

/// A run in the folder `real`, which `link` points to, with PWD set.
fn in_folder(dir: &Dir, pwd: &str) -> Case {
    let mut case = utility("pwd");
    case.command().current_dir(dir.join("real"));
    let pwd = pwd.replace("DIR", dir.path().to_str().unwrap());
    case.env("PWD", pwd)
}

#[test]
fn prints_the_working_directory() {
    let dir = Dir::new();
    dir.folder("real").symlink("real", "link");
    let real = format!("{}\n", dir.join("real").canonicalize().unwrap().display());
    in_folder(&dir, "DIR/link").prints(&real);
    in_folder(&dir, "DIR/link").args(["-LP"]).prints(&real);
    let link = format!("{}\n", dir.join("link").display());
    in_folder(&dir, "DIR/link").args(["-PL"]).prints(&link);
    in_folder(&dir, "DIR/link")
        .env("POSIXLY_CORRECT", "1")
        .prints(&link);
    in_folder(&dir, "DIR/link")
        .env("POSIXLY_CORRECT", "1")
        .args(["-P"])
        .prints(&real);
}

#[test]
fn a_wrong_pwd_is_ignored() {
    let dir = Dir::new();
    dir.folder("real/x")
        .folder("other")
        .symlink("real", "link")
        .symlink("real", ".link");
    for pwd in [
        "DIR/link/.",
        "DIR/./link",
        "DIR/link/x/..",
        "DIR//link//",
        "DIR/.link",
        "DIR/other",
        "DIR/gone",
        "link",
        ".",
        "",
    ] {
        in_folder(&dir, pwd).args(["--logical"]).recorded();
    }
}

#[test]
fn warns_of_operands() {
    let dir = Dir::new();
    let pwd = utility("pwd").cwd(&dir).args(["a", "-P", "b"]);
    pwd.recorded();
    utility("pwd").args(["-x"]).recorded();
    let full = "pwd: write error: No space left on device\n";
    utility("pwd").run_into("/dev/full").is("", full, 1);
}

#[test]
fn a_removed_folder_has_no_name() {
    let dir = Dir::new();
    dir.folder("gone");
    let script = format!(
        "cd '{0}/gone' && rmdir '{0}/gone' && exec '{1}'",
        dir.path().display(),
        testing::bin_dir().join("pwd").display()
    );
    let ran = testing::command("sh")
        .args(["-c", &script])
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let message = b"couldn't find directory entry in '..' with matching i-node\n";
    assert!(
        ran.stdout.is_empty() && ran.stderr.ends_with(message),
        "{ran:?}"
    );
    assert_eq!(ran.status.code(), Some(1));
}

#[test]
fn names_longer_than_getcwd_returns() {
    let dir = Dir::new();
    let part = "d".repeat(200);
    let script = format!(
        "cd '{}'; for i in $(seq 30); do mkdir {part} && cd ./{part}; done; exec '{}'",
        dir.path().display(),
        testing::bin_dir().join("pwd").display()
    );
    let ran = testing::command("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    let top = dir.path().canonicalize().unwrap();
    let want = [
        top.as_os_str().as_bytes(),
        format!("/{part}").repeat(30).as_bytes(),
        b"\n",
    ]
    .concat();
    assert_eq!(ran.stdout, want, "{}", String::from_utf8_lossy(&ran.stderr));
}
