//! Integration tests of truncate. Recordings hold the outcome of GNU's truncate, and the new sizes.

use std::fs;
use testing::{Dir, bad_name, gnu, utility};

fn tree() -> Dir {
    let dir = Dir::new();
    dir.file("f", "12345").file("g", "x".repeat(10_000));
    dir
}

#[track_caller]
fn recorded(args: &[&str]) {
    let dir = tree();
    let truncate = utility("truncate").cwd(&dir).args(args);
    truncate.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.file("f", "12345");
    let truncate = |size: &str| {
        utility("truncate")
            .cwd(&dir)
            .args(["-s", size, "f"])
            .prints("")
    };
    let size = || dir.read("f").len();
    truncate("3");
    assert_eq!(dir.read("f"), b"123");
    truncate("+2");
    assert_eq!(dir.read("f"), b"123\0\0");
    truncate("%4");
    assert_eq!(size(), 8);
    truncate("<6");
    assert_eq!(size(), 6);
    truncate("1K");
    assert_eq!(size(), 1024);
}

#[test]
fn sizes_of_all_forms() {
    for size in [
        "0", "3", "7", "+3", "-3", "-9", "<3", "<9", ">3", ">9", "/2", "/7", "%2", "%7", "% 7",
        " 5", " +5", "1K", "1kB", "1KiB", "1k", "1MB", "K", "-K", "+0", "-0", "1m", "<1K", "-1E",
        "-8E", "010",
    ] {
        recorded(&["-s", size, "f", "g", "new"]);
        recorded(&["-c", "-s", size, "f", "new"]);
    }
    recorded(&["-o", "-s", "2", "f", "new"]);
    recorded(&["-os", "%1", "f"]);
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
        recorded(args);
    }
}

#[test]
fn mistakes() {
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
        &["-s", "4", "/dev/null"],
        &["-s", "-1", "-s", "x", "f"],
    ] {
        recorded(args);
    }
    // Since 9.2, R and Q are suffixes as well.
    utility("truncate").args(["-s", "1Q", "f"]).fails(
        1,
        "truncate: Invalid number: '1Q': Value too large for defined data type\n",
    );
}

/// Whether the kernel takes the largest size depends on the file system.
#[test]
fn sizes_at_the_limit() {
    for args in [
        &["-s", "9223372036854775807", "f"][..],
        &["-s", "+9223372036854775807", "f"],
        &["-s", "%9223372036854775807", "f"],
        &["-o", "-s", "9223372036854775807", "f"],
    ] {
        let Some(gnu) = gnu("truncate") else { return };
        let (ours, theirs) = (tree(), tree());
        let expected = gnu.cwd(&theirs).args(args).run();
        let outcome = utility("truncate").cwd(&ours).args(args).run();
        assert_eq!(outcome, expected);
        assert_eq!(ours.listing(), theirs.listing(), "{args:?}");
    }
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

#[test]
fn a_fifo_does_not_block() {
    let dir = Dir::new();
    dir.run("mkfifo q").is("", "", 0);
    let message = "truncate: cannot get the size of 'q': Illegal seek\n";
    utility("truncate")
        .cwd(&dir)
        .args(["-r", "q", "f"])
        .fails(1, message);
}

#[test]
fn a_relation_stays_for_further_sizes() {
    let dir = tree();
    let truncate = |args: &[&str]| utility("truncate").cwd(&dir).args(args);
    truncate(&["-s>3", "-s0", "f"]).prints("");
    assert_eq!(fs::read(dir.join("f")).unwrap(), b"12345");
    let message = "truncate: multiple relative modifiers specified\n\
                   Try 'truncate --help' for more information.\n";
    truncate(&["-s/4", "-s+1", "f"]).fails(1, message);
    truncate(&["-s>1K", "-s-1", "-rg"]).fails(1, message);
    truncate(&["-s/4", "-s1K", "-rg"]).fails(
        1,
        "truncate: missing file operand\nTry 'truncate --help' for more information.\n",
    );
}
