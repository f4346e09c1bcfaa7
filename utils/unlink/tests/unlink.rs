//! Integration tests of unlink.

use testing::{Dir, bad_name, utility};

#[test]
fn removes_one_name() {
    let dir = Dir::new();
    dir.file("a", "").symlink("a", "l").file(bad_name(), "");
    utility("unlink").args(["l"]).cwd(&dir).prints("");
    assert!(!dir.join("l").is_symlink() && dir.join("a").exists());
    utility("unlink").args([bad_name()]).cwd(&dir).prints("");
    utility("unlink").args(["a"]).cwd(&dir).prints("");
    assert!(!dir.join("a").exists());
}

#[test]
fn failures() {
    let dir = Dir::new();
    dir.file("a", "").folder("d").symlink("d", "l");
    for args in [
        &["gone"][..],
        &["d"],
        &["d/"],
        &["l/"],
        &["a/"],
        &[""],
        &[],
        &["a", "b"],
        &["-f", "a"],
        &["--", "-x"],
    ] {
        utility("unlink").args(args).cwd(&dir).recorded();
    }
    assert!(dir.join("a").exists() && dir.join("d").exists());
}
