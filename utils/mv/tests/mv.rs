//! Integration tests of mv. Recordings hold the outcome of GNU's mv, and which files it changed.
//! Where later releases of GNU's behave differently, the expectation is in the test.

use testing::{Dir, bad_name, utility};

const TREE: &str = "mkdir -p d/sub e full/d full/f; touch full/d/x full/f/x; echo a >a; \
                    echo b >b; echo f >d/f; ln a hard; ln -s a link; ln -s d dlink; \
                    ln -s nowhere dangling; touch -d 2001-01-01 old; \
                    touch -d '2002-02-02 02:02:02.123456789' new 'a~'; chmod 4751 new";

fn shell(dir: &Dir, script: &str) {
    let mut shell = testing::command("/bin/sh");
    let status = shell.args(["-c", script]).current_dir(dir.path()).status();
    assert!(status.unwrap().success(), "{script}");
}

fn tree() -> Dir {
    let dir = Dir::new();
    shell(&dir, TREE);
    dir
}

#[track_caller]
fn recorded(arguments: &[&str]) {
    let dir = tree();
    let mv = utility("mv").args(arguments).cwd(&dir).stdin("y\n");
    mv.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d").file("f", "text\n").file("g", "more\n");
    let mv = |args: &[&str]| utility("mv").cwd(&dir).args(args);
    mv(&["f", "new"]).prints("");
    mv(&["-v", "new", "g", "d"]).prints("renamed 'new' -> 'd/new'\nrenamed 'g' -> 'd/g'\n");
    mv(&["-b", "d/new", "d/g"]).prints("");
    assert_eq!(
        dir.listing(),
        "d: directory 0755\nd/g: file 0644 \"text\\n\"\nd/g~: file 0644 \"more\\n\"\n"
    );
}

#[test]
fn renames() {
    for arguments in [
        &["a", "x"][..],
        &["-v", "a", "b"],
        &["-v", "a", "d"],
        &["a", "d/"],
        &["a", "gone/"],
        &["a", "gone/x"],
        &["gone", "x"],
        &["gone", "b"],
        &["", "x"],
        &["a", ""],
        &["d", "e"],
        &["d/", "x/"],
        &["-v", "a", "b", "new", "d"],
        &["a", "gone", "b", "d"],
        &["-t", "d", "-v", "a", "b"],
        &["-T", "d", "e"],
        &["-T", "a", "d"],
        &["-T", "d", "a"],
        &["d", "a"],
        &["d", "d"],
        &["d", "d/sub"],
        &["d", "d/sub/x"],
        &["a", "a"],
        &["a", "./a"],
        &["a", "hard"],
        &["link", "a"],
        &["link", "hard"],
        &["a", "link"],
        &["dangling", "x"],
        &["dlink", "x"],
        &["link", "dangling"],
        &["d/f", "d/f"],
        &["full/d/x", "full/f/x", "d"],
        &["full/d", "full/f", "full/d/x", "e"],
        &["-f", "a", "b"],
        &["-i", "a", "b"],
        &["-i", "a", "x"],
        &["-u", "old", "new"],
        // Directories are replaced whatever their times.
        &["-uT", "d/sub", "e"],
        &["-uT", "d/sub", "b"],
        &["-uv", "new", "old"],
        &["-n", "a", "b"],
        &["-nv", "a", "b"],
        &["-n", "a", "x"],
    ] {
        recorded(arguments);
    }
}

/// What replaced an older file is protected like what found none.
#[test]
fn a_file_that_was_just_moved_is_not_replaced() {
    let dir = Dir::new();
    dir.folder("b").folder("c").folder("d");
    dir.file("b/x", "b").file("c/x", "c").file("d/x", "d");
    dir.file("c/y", "y").file("d/y", "d");
    utility("mv")
        .cwd(&dir)
        .args(["-f", "b/x", "c/x", "c/y", "d"])
        .fails(1, "mv: will not overwrite just-created 'd/x' with 'c/x'\n");
    let files = ["d/x", "c/x", "d/y"].map(|name| std::fs::read_to_string(dir.join(name)).unwrap());
    assert_eq!(files, ["b", "c", "y"]);
}

#[test]
fn backups() {
    for arguments in [
        &["-b", "a", "b"][..],
        &["-bv", "a", "b"],
        &["-b", "b", "a"],
        &["--backup=numbered", "-v", "a", "b"],
        &["--backup=simple", "b", "a"],
        &["--backup=none", "-v", "a", "b"],
        &["--backup=existing", "a", "b"],
        &["-S", ".old", "a", "b"],
        &["--backup=simple", "a~", "a"],
        &["-b", "d", "a"],
        &["-Tb", "a", "d"],
        &["-b", "a", "hard"],
        &["-b", "link", "a"],
        &["-T", "--backup=numbered", "d", "e/"],
        &["--backup=t", "full/d/x", "full/f/x", "d"],
    ] {
        recorded(arguments);
    }
}

/// Even if the backup would have another name.
#[test]
fn a_backup_is_not_moved_to_its_original() {
    let dir = Dir::new();
    dir.file("a", "a").file("a~", "b").file("a.~1~", "c");
    utility("mv")
        .cwd(&dir)
        .args(["--backup=existing", "a~", "a"])
        .fails(
            1,
            "mv: backing up 'a' might destroy source;  'a~' not moved\n",
        );
    assert_eq!(dir.read("a~"), b"b");
}

#[test]
fn mistakes() {
    for arguments in [
        &[][..],
        &["a"],
        &["-t", "d"],
        &["-t", "gone", "a"],
        &["-t", "a", "b"],
        &["-t", "d", "-t", "e", "a"],
        &["-T", "a", "b", "x"],
        &["-T", "-t", "d", "a"],
        &["a", "b", "x"],
        &["a", "b", "gone"],
        &["--no-such-option"],
    ] {
        recorded(arguments);
    }
}

#[track_caller]
fn becomes(arguments: &[&str], answers: &str, stdout: &str, stderr: &str, status: i32) -> Dir {
    let dir = tree();
    utility("mv")
        .args(arguments)
        .cwd(&dir)
        .stdin(answers)
        .run()
        .is(stdout, stderr, status);
    dir
}

#[test]
fn a_declined_question_is_a_failure() {
    let dir = becomes(&["-i", "a", "b"], "n\n", "", "mv: overwrite 'b'? ", 1);
    assert_eq!(dir.read("a"), b"a\n");
    assert_eq!(dir.read("b"), b"b\n");
}

#[test]
fn update_chooses_what_is_replaced() {
    let dir = becomes(&["--update=none", "a", "b"], "", "", "", 0);
    assert_eq!(dir.read("b"), b"b\n");
    becomes(
        &["--update=none-fail", "a", "b"],
        "",
        "",
        "mv: not replacing 'b'\n",
        1,
    );
    becomes(
        &["--update=all", "-v", "a", "b"],
        "",
        "renamed 'a' -> 'b'\n",
        "",
        0,
    );
    becomes(&["--debug", "-n", "a", "b"], "", "skipped 'b'\n", "", 0);
    becomes(
        &["-bn", "a", "b"],
        "",
        "",
        "mv: cannot combine --backup with --exchange, -n, or --update=none-fail\n\
         Try 'mv --help' for more information.\n",
        1,
    );
}

#[test]
fn exchange_swaps_two_files() {
    let dir = becomes(
        &["--exchange", "-vT", "a", "d"],
        "",
        "exchanged 'a' <-> 'd'\n",
        "",
        0,
    );
    assert_eq!(dir.read("a/f"), b"f\n");
    assert_eq!(dir.read("d"), b"a\n");
    becomes(
        &["--exchange", "a", "gone"],
        "",
        "",
        "mv: cannot exchange 'a' and 'gone': No such file or directory\n",
        1,
    );
}

#[test]
fn only_empty_directories_are_replaced() {
    becomes(&["full/d", "x"], "", "", "", 0);
    becomes(
        &["-T", "full/d", "full/f"],
        "",
        "",
        "mv: cannot overwrite 'full/f': Directory not empty\n",
        1,
    );
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "x");
    utility("mv")
        .args(["-v".into(), bad_name(), "b".into()])
        .cwd(&dir)
        .prints("renamed 'bad'$'\\377\\376''name' -> 'b'\n");
}

#[test]
fn a_failure_to_report_a_move_is_an_error() {
    let dir = Dir::new();
    dir.file("a", "");
    utility("mv")
        .args(["-v", "a", "b"])
        .cwd(&dir)
        .run_into("/dev/full")
        .is("", "mv: write error: No space left on device\n", 1);
    assert!(dir.join("b").exists());
}

#[test]
fn a_numbered_backup_replaces_no_other() {
    let dir = Dir::new();
    let long = "n".repeat(255);
    let cut = format!("{}~", "n".repeat(253));
    let largest = format!("b.~{}~", u64::MAX);
    dir.file(&long, "old").file(&cut, "older").file("a", "new");
    dir.file("b", "old").file(&largest, "older");
    let backup = |name: &str| {
        utility("mv")
            .cwd(&dir)
            .args(["--backup=t", "-T", "a", name])
    };
    backup(&long).fails(1, format!("mv: cannot backup '{long}': File exists\n"));
    assert_eq!(dir.read(&cut), b"older");
    backup("b").prints("");
    assert_eq!(dir.read(&largest), b"older");
    assert_eq!(dir.read("b.~18446744073709551616~"), b"old");
    // The name of a simple backup is never shortened.
    dir.file("a", "new");
    let simple = ["--backup=simple", "-T", "a", &long];
    utility("mv").cwd(&dir).args(simple).fails(
        1,
        format!("mv: cannot backup '{long}': File name too long\n"),
    );
}

#[test]
fn a_target_that_is_missing_is_reported_before_the_type_of_backups() {
    let dir = Dir::new();
    let message = "mv: target 'gone': No such file or directory\n";
    let mv = utility("mv")
        .cwd(&dir)
        .args(["--backup=x", "a", "b", "gone"]);
    mv.fails(1, message);
}

/// rename(2) finds the link whose name has a slash behind it, and stat(2) nothing.
#[test]
fn a_link_that_leads_nowhere_with_a_slash_is_in_the_way() {
    let dir = Dir::new();
    dir.folder("d").file("f", "").symlink("gone", "l");
    let mv = |args: &[&str]| utility("mv").cwd(&dir).args(args).stdin("n\n").run();
    let before = dir.listing();
    for source in ["d", "d/"] {
        let message =
            format!("mv: cannot overwrite non-directory 'l/' with directory '{source}'\n");
        mv(&[source, "l/"]).is("", &message, 1);
        mv(&["-fT", source, "l/"]).is("", message, 1);
    }
    mv(&["f", "l/"]).is("", "mv: cannot move 'f' to 'l/': Not a directory\n", 1);
    for source in ["d", "f"] {
        mv(&["-b", source, "l/"]).is("", "mv: cannot backup 'l/': Not a directory\n", 1);
        mv(&["-i", source, "l/"]).is("", "mv: overwrite 'l/'? ", 1);
    }
    assert_eq!(dir.listing(), before);
}

/// With `-n`, what rename(2) has found is not looked at.
#[test]
fn what_is_spared_may_be_unreachable() {
    let dir = Dir::new();
    dir.file("a", "")
        .file("f", "")
        .symlink("gone", "l")
        .symlink("loop", "loop");
    for target in ["l/", "f/", "loop/"] {
        let mv = |option| utility("mv").cwd(&dir).args([option, "a", target]);
        mv("-n").prints("");
        mv("--update=none").prints("");
        mv("--update=none-fail").fails(1, format!("mv: not replacing '{target}'\n"));
    }
    assert!(dir.join("a").exists());
}

#[test]
fn a_directory_that_is_not_empty_is_named_alone() {
    let dir = tree();
    let mv = |args: &[&str]| utility("mv").cwd(&dir).args(args);
    mv(&["d", "e", "full"]).fails(1, "mv: cannot overwrite 'full/d': Directory not empty\n");
    mv(&["-T", "full/f", "full"]).fails(1, "mv: cannot overwrite 'full': Directory not empty\n");
}
