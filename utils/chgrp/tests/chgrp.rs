//! Integration tests of chgrp. The code that it shares with chown is tested there.

use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use testing::{Dir, bad_name, gnu, is_root, skip, utility};

const NAMES: [&str; 5] = ["f", "d", "d/x", "link", "d/to-f"];

/// Files, directories and links, which belong to 1:2 if the test is run by root.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d").file("f", "").file("d/x", "");
    dir.symlink("f", "link").symlink("../f", "d/to-f");
    if is_root() {
        for name in NAMES {
            lchown(dir.join(name), Some(1), Some(2)).unwrap();
        }
    }
    dir
}

fn groups(dir: &Dir) -> [(u32, u32); 5] {
    NAMES.map(|name| {
        let metadata = fs::symlink_metadata(dir.join(name)).unwrap();
        (metadata.uid(), metadata.gid())
    })
}

/// Asserts that ours and GNU's print the same, and change two equal trees alike.
#[track_caller]
fn same_as_gnu(args: &[&str]) {
    let (ours, theirs) = (tree(), tree());
    let Some(gnu) = gnu("chgrp") else { return };
    let expected = gnu.cwd(&theirs).args(args).run();
    let done = utility("chgrp").cwd(&ours).args(args).run();
    done.is(&expected.stdout, &expected.stderr, expected.status);
    assert_eq!(groups(&ours), groups(&theirs), "{args:?}");
}

#[test]
fn groups_in_all_forms() {
    for group in [
        "root",
        "0",
        "+0",
        "",
        "nosuch",
        ":",
        "root:",
        "+4294967294",
        " 0",
        "root.root",
        "daemon",
        "2",
        "0099",
        "4294967296",
        "-1",
    ] {
        for option in ["-v", "-c", "-vR", "-vh", "-RLv"] {
            same_as_gnu(&[option, "--", group, "f", "d", "link", "gone"]);
        }
    }
}

#[test]
fn the_group_of_another_file() {
    same_as_gnu(&["-v", "--reference=/etc/passwd", "f", "d"]);
}

#[test]
fn mistakes() {
    let dir = tree();
    for args in [
        &[][..],
        &["0"],
        &["--reference=gone", "f"],
        &["--reference=f"],
        &["nosuch", "f"],
        &["-R", "--dereference", "0", "f"],
        &["-R", "--preserve-root", "0", "/"],
        &["-z"],
    ] {
        utility("chgrp").cwd(&dir).args(args).recorded();
    }
}

#[test]
fn from_restricts_the_files() {
    // chgrp has --from since 9.5.
    if !is_root() {
        skip!("only root may give files away");
    }
    let dir = tree();
    utility("chgrp")
        .cwd(&dir)
        .args(["-v", "--from=1:2", "3", "f", "d"])
        .prints("changed group of 'f' from bin to 3\nchanged group of 'd' from bin to 3\n");
    utility("chgrp")
        .cwd(&dir)
        .args(["-v", "--from=:2", "4", "f", "d/x"])
        .prints("group of 'f' retained as sys\nchanged group of 'd/x' from bin to 4\n");
    utility("chgrp")
        .cwd(&dir)
        .args(["--from=nosuch", "4", "f"])
        .fails(1, "chgrp: invalid user: 'nosuch'\n");
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "");
    let args = ["-v".into(), "0".into(), bad_name()];
    utility("chgrp").cwd(&dir).args(args).like_gnu();
}
