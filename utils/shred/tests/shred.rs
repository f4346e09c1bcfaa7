//! Integration tests of shred.

use std::fs;
use testing::{Dir, bad_name, utility};

#[test]
fn overwrites_what_was_there() {
    let dir = Dir::new();
    dir.file("f", "secret".repeat(1000));
    utility("shred").args(["f"]).cwd(&dir).prints("");
    let left = dir.read("f");
    assert_eq!(left.len() % 512, 0, "rounded up to blocks");
    assert!(left.len() >= 6000);
    assert!(!left.windows(6).any(|w| w == b"secret"));
}

#[test]
fn exact_keeps_the_size() {
    let dir = Dir::new();
    dir.file("f", "secret");
    utility("shred").args(["-x", "f"]).cwd(&dir).prints("");
    let left = dir.read("f");
    assert_eq!(left.len(), 6);
    assert_ne!(left, b"secret");
    utility("shred").args(["-xzn0", "f"]).cwd(&dir).prints("");
    assert_eq!(dir.read("f"), [0; 6]);
}

#[test]
fn a_size_may_be_given() {
    let dir = Dir::new();
    dir.file("f", "abcdef");
    utility("shred")
        .args(["-zn0", "-s2", "f"])
        .cwd(&dir)
        .prints("");
    assert_eq!(dir.read("f"), b"\0\0cdef");
    utility("shred").args(["-s1K", "f"]).cwd(&dir).prints("");
    assert_eq!(dir.read("f").len(), 1024);
}

#[test]
fn verbose_lists_passes_and_removal() {
    let dir = Dir::new();
    dir.file("f", "1");
    utility("shred").args(["-vuz", "f"]).cwd(&dir).run().is(
        "",
        "shred: f: pass 1/4 (random)...\nshred: f: pass 2/4 (random)...\n\
         shred: f: pass 3/4 (random)...\nshred: f: pass 4/4 (000000)...\n\
         shred: f: removing\nshred: f: renamed to 0\nshred: f: removed\n",
        0,
    );
    assert!(!dir.join("f").exists());
}

#[test]
fn a_random_source_determines_the_patterns() {
    let dir = Dir::new();
    dir.file("random", "U".repeat(200_000));
    dir.file("f", "1");
    for passes in ["1", "2", "4", "5", "6", "7", "9", "12", "20", "25", "40"] {
        utility("shred")
            .args(["-v", "-s4096", "--random-source=random", "-n", passes, "f"])
            .cwd(&dir)
            .recorded();
    }
}

#[test]
fn names_are_overwritten_too() {
    let dir = Dir::new();
    dir.file("test", "").file("0000", "").file("000", "");
    utility("shred").args(["-vu", "test"]).cwd(&dir).run().is(
        "",
        "shred: test: removing\nshred: test: renamed to 0001\nshred: 0001: renamed to 001\n\
         shred: 001: renamed to 00\nshred: 00: renamed to 0\nshred: test: removed\n",
        0,
    );
    utility("shred")
        .args(["--remove=unlink", "-v", "000"])
        .cwd(&dir)
        .run()
        .is("", "shred: 000: removing\nshred: 000: removed\n", 0);
    fs::write(dir.join(bad_name()), "x").unwrap();
    utility("shred")
        .args(["-u".into(), bad_name()])
        .cwd(&dir)
        .prints("");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn standard_output_is_shredded() {
    let dir = Dir::new();
    dir.file("f", "abc");
    let path = dir.join("f");
    utility("shred")
        .args(["-zn0", "-x", "-"])
        .run_into(path.to_str().unwrap())
        .is("", "", 0);
    assert_eq!(dir.read("f"), b"\0\0\0");
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    dir.file("f", "").folder("d");
    for args in [
        &[][..],
        &["gone"],
        &["d"],
        &[""],
        &["-n", "x", "f"],
        &["-n", "-1", "f"],
        &["-n", "1k", "f"],
        &["-n", "99999999999999999999999", "f"],
        &["-s", "x", "f"],
        &["-s", "-1", "f"],
        &["--remove=x", "f"],
        &["--random-source=a", "--random-source=b", "f"],
        &["--random-source=gone", "f"],
        &["--no-such-option"],
        &["-", "-n1"],
    ] {
        // Standard output is a pipe, which is not shredded.
        utility("shred").args(args).cwd(&dir).recorded();
    }
}

#[test]
fn permissions_are_forced() {
    // Runs as another user, as root may write to any file.
    let dir = Dir::new();
    dir.file("f", "x")
        .executable(&testing::bin_dir().join("shred"));
    let run = dir.run_as_nobody(
        "PATH=$PWD/bin:$PATH; chmod 400 f; shred f; echo $?; shred -fu f; echo $?; test -e f || echo removed",
    );
    assert_eq!(
        run.text(),
        "1\n0\nremoved\nshred: f: failed to open for writing: Permission denied\n"
    );
}

#[test]
fn a_fifo_does_not_block() {
    let dir = Dir::new();
    dir.run("mkfifo q").is("", "", 0);
    let message = "shred: q: invalid file type\n";
    utility("shred").cwd(&dir).args(["q"]).fails(1, message);
}
