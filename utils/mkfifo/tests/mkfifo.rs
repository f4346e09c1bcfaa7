//! Integration tests of mkfifo. Recordings hold the outcome of GNU's mkfifo, and what it made.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use testing::{Dir, bad_name, survives, utility};

#[track_caller]
fn recorded(args: &[&str]) {
    let dir = Dir::new();
    dir.file("f", "");
    let case = utility("mkfifo").cwd(&dir).args(args);
    case.recorded_with(&|| dir.listing());
}

#[test]
fn fifos_with_modes() {
    for args in [
        &["a", "b"][..],
        &["-m", "600", "a"],
        &["-m", "666", "a"],
        &["-m", "u+x", "a", "b"],
        &["-m", "+x", "a"],
        &["--mode=g=,o=u", "a"],
        &["-Z", "a"],
        &["--context", "a"],
        &["--context=x", "a"],
    ] {
        recorded(args);
    }
    let dir = Dir::new();
    utility("mkfifo").cwd(&dir).args([bad_name()]).prints("");
    let kind = fs::metadata(dir.join(bad_name())).unwrap().file_type();
    assert!(kind.is_fifo());
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["f", "a"],
        &["-m", "9", "a"],
        &["-m", "9"],
        &["-m", "7777", "a"],
        &["-m", "a=t", "a"],
        &["", "d/x", "a"],
        &["-x"],
    ] {
        recorded(args);
    }
}

#[test]
fn a_link_that_replaces_a_new_pipe_is_not_followed() {
    let dir = Dir::new();
    dir.file("victim", "secret").run("chmod 600 victim");
    survives(&dir, "new", "victim", &|| {}, &|| {
        utility("mkfifo").cwd(&dir).args(["-m777", "new"]).run();
    });
}
