//! Integration tests of sync.

use testing::{Dir, bad_name, utility};

#[test]
fn files_are_synced() {
    let dir = Dir::new();
    dir.file("f", "x").file(bad_name(), "");
    utility("sync").cwd(&dir).args(["f", "."]).prints("");
    utility("sync").cwd(&dir).args(["-d", "f", "."]).prints("");
    utility("sync").cwd(&dir).args(["--data", "f"]).prints("");
    utility("sync").cwd(&dir).args([bad_name()]).prints("");
    utility("sync").args(["-f", "/proc"]).prints("");
    utility("sync").args(["--file-system", "/proc"]).prints("");
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    dir.file("f", "x");
    for args in [
        &["-d"][..],
        &["-df", "f"],
        &["-df"],
        &["gone", "f"],
        &["-f", "gone"],
        &["-d", "gone"],
        &["/dev/null"],
        &["-d", "/proc/self/status"],
        &[""],
        &["-x"],
        &["f/x"],
    ] {
        utility("sync").cwd(&dir).args(args).recorded();
    }
}

#[test]
fn a_fifo_is_not_waited_for() {
    let dir = Dir::new();
    let path = dir.join("p");
    let made = testing::command("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
    utility("sync").cwd(&dir).args(["p"]).recorded();
}

#[test]
fn a_file_that_is_only_writable_is_synced() {
    let dir = Dir::new();
    dir.file("f", "")
        .executable(&testing::bin_dir().join("sync"));
    let run = dir.run_as_nobody(
        "PATH=$PWD/bin:$PATH; chmod 200 f; sync f; echo $?; chmod 0 f; sync f; echo $?",
    );
    assert_eq!(
        run.text(),
        "0\n1\nsync: error opening 'f': Permission denied\n"
    );
}
