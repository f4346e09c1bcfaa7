//! Integration tests of mknod. Recordings hold the outcome of GNU's mknod, and what it made.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use testing::{Dir, bad_name, is_root, skip, survives, utility};

#[track_caller]
fn recorded(args: &[&str]) {
    let dir = Dir::new();
    dir.file("f", "");
    let case = utility("mknod").cwd(&dir).args(args);
    case.recorded_with(&|| dir.listing());
}

#[test]
fn fifos() {
    for args in [
        &["a", "p"][..],
        &["-m", "600", "a", "p"],
        &["a", "pp"],
        &["-Z", "a", "p"],
        &["--context=x", "a", "p"],
    ] {
        recorded(args);
    }
    let dir = Dir::new();
    let args = [bad_name(), "p".into()];
    utility("mknod").cwd(&dir).args(args).prints("");
    let kind = fs::metadata(dir.join(bad_name())).unwrap().file_type();
    assert!(kind.is_fifo());
}

#[test]
fn devices() {
    if !is_root() {
        skip!("only root may make devices");
    }
    for args in [
        &["a", "c", "1", "3"][..],
        &["-m", "777", "a", "b", "0x1", "010"],
        &["a", "u", "1", "3"],
        &["a", "c", "4095", "1048575"],
        &["a", "c", "4096", "1"],
        &["a", "c", "1", "1048576"],
        &["a", "c", "4294967295", "4294967295"],
    ] {
        recorded(args);
    }
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["a"],
        &["a", "p", "1"],
        &["a", "p", "1", "2"],
        &["a", "p", "1", "2", "3"],
        &["a", "c"],
        &["a", "c", "1"],
        &["a", "c", "1", "2", "3"],
        &["a", "q"],
        &["a", "q", "1", "2"],
        &["a", "", "1", "2"],
        &["a", "c", "x", "1"],
        &["a", "c", "1", "x"],
        &["a", "c", "1", ""],
        &["a", "c", "1K", "3"],
        &["a", "c", "5000000000", "1"],
        &["-m", "9", "a", "p"],
        &["-m", "1777", "a", "p"],
        &["f", "p"],
        &["", "p"],
        &["gone/x", "p"],
        &["a", "c", "-1", "3"],
    ] {
        recorded(args);
    }
}

#[test]
fn a_link_that_replaces_a_new_pipe_is_not_followed() {
    let dir = Dir::new();
    dir.file("victim", "secret").run("chmod 600 victim");
    survives(&dir, "new", "victim", &|| {}, &|| {
        utility("mknod").cwd(&dir).args(["-m777", "new", "p"]).run();
    });
}
