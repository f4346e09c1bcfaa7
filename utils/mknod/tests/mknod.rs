//! Integration tests of mknod.

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
    let Some(gnu) = gnu("mknod") else { return };
    let expected = gnu.cwd(&theirs).args(args).run();
    let done = utility("mknod").cwd(&ours).args(args).run();
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
fn fifos_and_devices() {
    for args in [
        &["a", "p"][..],
        &["-m", "600", "a", "p"],
        &["a", "pp"],
        &["-Z", "a", "p"],
        &["--context=x", "a", "p"],
        &["a", "c", "1", "3"],
        &["-m", "777", "a", "b", "0x1", "010"],
        &["a", "u", "1", "3"],
        &["a", "c", "4095", "1048575"],
        &["a", "c", "4096", "1"],
        &["a", "c", "1", "1048576"],
        &["a", "c", "4294967295", "4294967295"],
    ] {
        same_as_gnu(args);
    }
    let dir = Dir::new();
    let args = [bad_name(), "p".into()];
    utility("mknod").cwd(&dir).args(args).prints("");
    let kind = fs::metadata(dir.join(bad_name())).unwrap().file_type();
    assert!(kind.is_fifo());
}

#[test]
fn mistakes_like_gnu() {
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
        same_as_gnu(args);
    }
}
