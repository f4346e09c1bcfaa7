//! Integration tests of link.

use std::os::unix::fs::MetadataExt;
use testing::{Dir, bad_name, utility};

#[test]
fn makes_a_hard_link() {
    let dir = Dir::new();
    dir.file("a", "x");
    utility("link").args(["a", "b"]).cwd(&dir).prints("");
    let inode = |name| dir.join(name).symlink_metadata().unwrap().ino();
    assert_eq!(inode("a"), inode("b"));
}

#[test]
fn links_symbolic_links_themselves() {
    let dir = Dir::new();
    dir.symlink("nowhere", "a");
    utility("link").args(["a", "b"]).cwd(&dir).prints("");
    assert!(dir.join("b").is_symlink());
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "x");
    let args = [bad_name(), "b".into()];
    utility("link").args(&args).cwd(&dir).prints("");
    assert_eq!(dir.read("b"), b"x");
    utility("link").args(&args).cwd(&dir).fails(
        1,
        "link: cannot create link 'b' to 'bad'$'\\377\\376''name': File exists\n",
    );
}

#[test]
fn failures() {
    let dir = Dir::new();
    dir.file("a", "").folder("d");
    for args in [
        &["a", "a"][..],
        &["gone", "b"],
        &["d", "e"],
        &["a", "d"],
        &["a", "gone/b"],
        &[],
        &["a"],
        &["a", "b", "c"],
        &["--no-such-option"],
        &["--", "-x"],
    ] {
        utility("link").args(args).cwd(&dir).recorded();
    }
}
