//! Integration tests of truncate.

use std::fs;
use testing::{Dir, bad_name, gnu, utility};

/// Runs ours and GNU's in two equal folders; asserts that they say and leave the same.
#[track_caller]
fn same_as_gnu(args: &[&str]) {
    let tree = || {
        let dir = Dir::new();
        dir.file("f", "12345").file("g", "x".repeat(10_000));
        dir
    };
    let (ours, theirs) = (tree(), tree());
    let Some(gnu) = gnu("truncate") else { return };
    let expected = gnu.cwd(&theirs).args(args).run();
    let done = utility("truncate").cwd(&ours).args(args).run();
    done.is(&expected.stdout, &expected.stderr, expected.status);
    for name in ["f", "g", "new"] {
        let (ours, theirs) = (fs::read(ours.join(name)), fs::read(theirs.join(name)));
        assert_eq!(ours.ok(), theirs.ok(), "{args:?}: {name}");
    }
}

#[test]
fn sizes_of_all_forms() {
    for size in [
        "0", "3", "7", "+3", "-3", "-9", "<3", "<9", ">3", ">9", "/2", "/7", "%2", "%7", "% 7",
        " 5", " +5", "1K", "1kB", "1KiB", "1k", "1MB", "K", "-K", "+0", "-0", "1m", "<1K", "-1E",
        "-8E", "010",
    ] {
        same_as_gnu(&["-s", size, "f", "g", "new"]);
        same_as_gnu(&["-c", "-s", size, "f", "new"]);
    }
    same_as_gnu(&["-o", "-s", "2", "f", "new"]);
    same_as_gnu(&["-os", "%1", "f"]);
}

#[test]
fn sizes_of_other_files() {
    for args in [
        &["-r", "g", "f", "new"][..],
        &["-r", "g", "-s", "+5", "f", "new"],
        &["-r", "g", "-s", "-5000", "f"],
        &["-r", "g", "-s", "<100", "f"],
        &["-r", "g", "-s", "%4096", "f"],
        &["-r", "/dev/null", "f"],
        &["-r", "gone", "f"],
        &["-r", "g", "-s", "5", "f"],
        &["-o", "-r", "g", "f"],
    ] {
        same_as_gnu(args);
    }
}

#[test]
fn mistakes_like_gnu() {
    for args in [
        &[][..],
        &["f"],
        &["-s"],
        &["-s", "5"],
        &["-s", "x", "f"],
        &["-s", "", "f"],
        &["-s", "+ 5", "f"],
        &["-s", "++5", "f"],
        &["-s", "<+5", "f"],
        &["-s", "/-3", "f"],
        &["-s", "%0", "f"],
        &["-s", "/0", "f"],
        &["-s", "+-5", "f"],
        &["-s", ">", "f"],
        &["-s", "-", "f"],
        &["-s", "-K", "f"],
        &["-s", "0x10", "f"],
        &["-s", "1x", "f"],
        &["-s", "1b", "f"],
        &["-s", "8E", "f"],
        &["-s", "-9E", "f"],
        &["-s", "99999999999999999999", "f"],
        &["-o", "f"],
        &["-s", "5", "d/x", "f"],
        &["-s", "5", ".", "f"],
        &["-s", "5", ""],
        &["-c", "-s", "5", "d/x", "f/x"],
        &["-s", "9223372036854775807", "f"],
        &["-s", "+9223372036854775807", "f"],
        &["-s", "%9223372036854775807", "f"],
        &["-o", "-s", "9223372036854775807", "f"],
        &["-s", "4", "/dev/null"],
        &["-s", "-1", "-s", "x", "f"],
    ] {
        same_as_gnu(args);
    }
    // Since 9.2, R and Q are suffixes as well.
    utility("truncate").args(["-s", "1Q", "f"]).fails(
        1,
        "truncate: Invalid number: '1Q': Value too large for defined data type\n",
    );
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    let args = ["-s".into(), "3".into(), bad_name()];
    utility("truncate").cwd(&dir).args(args).prints("");
    assert_eq!(dir.read(bad_name()), [0, 0, 0]);
}

#[test]
fn holes_take_no_room() {
    use std::os::unix::fs::MetadataExt;
    let dir = Dir::new();
    utility("truncate")
        .cwd(&dir)
        .args(["-s", "1G", "f"])
        .prints("");
    let metadata = fs::metadata(dir.join("f")).unwrap();
    assert_eq!((metadata.len(), metadata.blocks()), (1 << 30, 0));
}
