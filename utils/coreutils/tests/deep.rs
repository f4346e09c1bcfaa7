//! Trees that are deeper than a path may be long, with few descriptors and a small stack.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use testing::{Dir, skip, tempfile};

/// Folders that one step of building a tree adds.
const STEP: usize = 400;
/// Twice as many levels as the longest path has.
const LEVELS: usize = 10 * STEP;

/// Makes `tree`, built from below, since a path of its length is too long for the kernel.
fn plant(dir: &Dir) {
    let deep = "d/".repeat(STEP - 1);
    dir.folder("tree");
    dir.file("tree/f", "x");
    for _ in 0..LEVELS / STEP {
        dir.folder(format!("next/{deep}"));
        let below = dir.join(format!("next/{deep}d"));
        fs::rename(dir.join("tree"), below).expect("it is short enough");
        fs::rename(dir.join("next"), dir.join("tree")).expect("it was moved");
    }
}

/// Runs a utility with few descriptors and a small stack. Its words have no blanks.
fn limited(dir: &Dir, line: &str) -> testing::Outcome {
    let (name, words) = line.split_once(' ').expect("a utility and its operands");
    let own = testing::bin_dir().join(name);
    // Cargo builds no other package's executable for this test.
    let program = match std::env::var_os("CORELINK_BIN") {
        Some(_) if own.exists() => own.display().to_string(),
        _ => {
            let all = testing::bin_dir().join("coreutils");
            format!("{} --coreutils-prog={name}", all.display())
        }
    };
    dir.run(&format!(
        "ulimit -n 40; ulimit -s 512; exec {program} {words}"
    ))
}

/// Removes what no path leads to, by GNU's utility.
fn clear(dir: &Dir, names: &str) {
    dir.run(&format!("/bin/rm -rf {names}")).is("", "", 0);
}

#[test]
fn walks_of_deep_trees_need_few_descriptors_and_a_small_stack() {
    let dir = Dir::new();
    plant(&dir);
    let lines = |outcome: &testing::Outcome| outcome.text().lines().count();
    let own = fs::metadata(dir.path()).expect("it is there").uid();
    // The file is below the last folder.
    let entries = LEVELS + 2;
    for (line, printed) in [
        ("du -a tree", entries),
        ("du -s tree", 1),
        ("chmod -Rv go+w tree", entries),
        (&format!("chown -Rv {own} tree"), entries),
        ("chgrp -R --reference=tree tree", 0),
        ("cp -a tree copy", 0),
        ("rm -rv copy", entries),
    ] {
        let outcome = limited(&dir, line);
        assert_eq!(outcome.stderr, b"", "{line}");
        assert_eq!((outcome.status, lines(&outcome)), (0, printed), "{line}");
    }
    clear(&dir, "tree");
}

/// GNU's ls opens folders by their paths too, and says where these are too long.
#[test]
fn ls_lists_as_deep_as_paths_lead() {
    let dir = Dir::new();
    plant(&dir);
    let outcome = limited(&dir, "ls -R tree");
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert!(
        said.contains("ls: cannot open directory 'tree/d/d/"),
        "{said}"
    );
    assert!(said.ends_with("/d/d': File name too long\n"), "{said}");
    assert_eq!((said.lines().count(), outcome.status), (1, 1));
    let headers = outcome
        .text()
        .lines()
        .filter(|line| line.ends_with(':'))
        .count();
    // `tree` and so many `/d` are at most 4095 bytes long.
    assert_eq!(headers, (4095 - "tree".len()) / 2 + 1);
    clear(&dir, "tree");
}

#[test]
fn mv_moves_deep_trees_to_other_file_systems() {
    let dir = Dir::new();
    let elsewhere = tempfile::tempdir_in("/dev/shm");
    let device = |path: &Path| fs::metadata(path).map(|stat| stat.dev()).ok();
    let Some(elsewhere) = elsewhere
        .ok()
        .filter(|e| device(e.path()) != device(dir.path()))
    else {
        skip!("there is no other file system in /dev/shm");
    };
    plant(&dir);
    let to = elsewhere.path().display();
    limited(&dir, &format!("mv tree {to}/tree")).is("", "", 0);
    assert!(!dir.join("tree").exists());
    let outcome = limited(&dir, &format!("du -a {to}/tree"));
    let entries = outcome.text().lines().count();
    assert_eq!((entries, outcome.status), (LEVELS + 2, 0));
    clear(&dir, &format!("{to}/tree"));
}
