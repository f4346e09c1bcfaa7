//! How many pages of its own files a process of `dynamic-lean` has written to.
//!
//! The loader writes addresses into the internal library and the executable. Each page that it writes
//! to is memory that no other process shares. What is written takes as few pages as it can, and these
//! tests fail if a few more addresses begin another page. They need a finished tree, which
//! `cargo xtask test` builds first.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Returns the size of the pages that a waiting utility has written to, in KiB, of its executable
/// and of the internal library. Returns `None` if the tree was not built.
fn written(utility: &str) -> Option<[u64; 2]> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let tree = root.join(target).join("corelink/dynamic-lean");
    if !tree.exists() {
        testing::skip("`cargo xtask build dynamic-lean` has not been run");
        return None;
    }
    let mut child = Command::new(tree.join("bin").join(utility))
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // `tee` has written what it read before it waits again.
    child.stdin.as_mut().unwrap().write_all(b"a\n").unwrap();
    let mut line = [0; 2];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut line)
        .unwrap();
    let map = fs::read_to_string(format!("/proc/{}/smaps", child.id())).unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    Some([
        private_dirty(&map, &format!("/bin/{utility}")),
        private_dirty(&map, "/libcorelink-"),
    ])
}

/// Adds up the private pages, in KiB, of the mappings whose path contains `name`. See proc(5).
fn private_dirty(map: &str, name: &str) -> u64 {
    let mut ours = false;
    let mut sum = 0;
    for line in map.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("Private_Dirty:") if ours => sum += words.next().unwrap().parse::<u64>().unwrap(),
            Some(word) if !word.ends_with(':') => ours = line.contains(name),
            _ => {}
        }
    }
    sum
}

#[test]
fn the_loader_writes_to_four_pages_of_our_files() {
    for utility in ["cat", "tee"] {
        let Some([executable, library]) = written(utility) else {
            return;
        };
        // The page of addresses in the executable.
        assert_eq!(executable, 4, "{utility}");
        // Two pages of addresses, and one of variables.
        assert_eq!(library, 12, "{utility}");
    }
}
