//! Integration tests of mkfifo.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use testing::{Dir, bad_name, gnu, utility};

/// Runs ours and GNU's in two equal folders; asserts that they say and leave the same.
#[track_caller]
fn same_as_gnu(args: &[&str]) {
    let tree = || {
        let dir = Dir::new();
        dir.file("f", "");
        dir
    };
    let (ours, theirs) = (tree(), tree());
    let Some(gnu) = gnu("mkfifo") else { return };
    let expected = gnu.cwd(&theirs).args(args).run();
    let done = utility("mkfifo").cwd(&ours).args(args).run();
    done.is(&expected.stdout, &expected.stderr, expected.status);
    for name in ["a", "b"] {
        let shape = |dir: &Dir| {
            let status = fs::symlink_metadata(dir.join(name)).ok()?;
            Some((status.mode(), status.rdev()))
        };
        assert_eq!(shape(&ours), shape(&theirs), "{args:?}: {name}");
    }
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
        same_as_gnu(args);
    }
    let dir = Dir::new();
    utility("mkfifo").cwd(&dir).args([bad_name()]).prints("");
    let kind = fs::metadata(dir.join(bad_name())).unwrap().file_type();
    assert!(kind.is_fifo());
}

#[test]
fn mistakes_like_gnu() {
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
        same_as_gnu(args);
    }
}
