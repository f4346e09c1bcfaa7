//! Operands of cp that name the same file, or one that cp has just created.

use testing::{Dir, utility};

#[test]
fn a_source_that_ends_in_two_dots_is_copied_into_the_target() {
    let dir = Dir::new();
    dir.folder("a/b").folder("c");
    utility("cp")
        .cwd(&dir)
        .args(["-rv", "a/b/..", "c"])
        .prints("'a/b/../b' -> 'c/./b'\n");
}

#[test]
fn no_directory_is_copied_into_itself() {
    let dir = Dir::new();
    dir.folder("a/b");
    for (target, named) in [("a/b", "a/b/a"), ("a/new", "a/new"), ("a", "a/a")] {
        utility("cp").cwd(&dir).args(["-r", "a", target]).fails(
            1,
            format!("cp: cannot copy a directory, 'a', into itself, '{named}'\n"),
        );
    }
}

#[test]
fn no_operand_overwrites_the_copy_of_another() {
    let dir = Dir::new();
    dir.folder("a").folder("b").folder("d");
    dir.file("a/f", "1").file("b/f", "2");
    let twice = "cp: will not overwrite just-created 'd/f' with 'b/f'\n";
    utility("cp")
        .cwd(&dir)
        .args(["a/f", "b/f", "d"])
        .fails(1, twice);
    assert_eq!(dir.read("d/f"), b"1");
    utility("cp")
        .cwd(&dir)
        .args(["--backup=numbered", "a/f", "b/f", "d"])
        .prints("");
    assert_eq!(dir.read("d/f"), b"2");
    assert_eq!(dir.read("d/f.~2~"), b"1");
    utility("cp").cwd(&dir).args(["a/f", "./a/f", "d"]).fails(
        0,
        "cp: warning: source file './a/f' specified more than once\n",
    );
}

#[test]
fn links_just_created_are_not_overwritten() {
    let dir = Dir::new();
    dir.folder("a").folder("b").folder("c");
    dir.symlink("x", "a/1")
        .symlink("y", "b/1")
        .file("a/t", "")
        .file("b/t", "");
    let cp = |args: &[&str]| utility("cp").cwd(&dir).args(args);
    cp(&["--no-dereference", "a/1", "b/1", "c"])
        .fails(1, "cp: will not overwrite just-created 'c/1' with 'b/1'\n");
    cp(&["-s", "a/t", "b/t", "."])
        .fails(1, "cp: will not overwrite just-created './t' with 'b/t'\n");
}

/// What was just created with `--parents` is never merged with the source.
#[test]
fn parents_are_not_copied_into() {
    for (source, shown) in [("src/sub/..", "d/src/sub/.."), ("src/.", "d/src/.")] {
        let dir = Dir::new();
        dir.folder("src")
            .folder("src/sub")
            .folder("d")
            .file("src/f", "");
        utility("cp")
            .cwd(&dir)
            .args(["--parents", "-r", source, "d"])
            .fails(
                1,
                format!("cp: cannot create directory '{shown}': File exists\n"),
            );
    }
}

/// Since 9.3.
#[test]
fn no_backup_is_made_where_nothing_is_replaced() {
    let dir = Dir::new();
    dir.file("f", "new").file("g", "old");
    for option in ["--update=none", "--update=none-fail", "-n"] {
        let run = utility("cp").cwd(&dir).args(["-b", option, "f", "g"]).run();
        assert_eq!(run.status, 1, "{option}");
        assert_eq!(dir.read("g"), b"old");
    }
}

/// Since 9.4.
#[test]
fn without_holes_all_is_written() {
    let dir = Dir::new();
    dir.file("f", "x");
    utility("cp")
        .cwd(&dir)
        .args(["--debug", "--sparse=never", "f", "g"])
        .prints("'f' -> 'g'\ncopy offload: avoided, reflink: no, sparse detection: no\n");
}

#[test]
fn no_link_that_was_just_copied_is_written_through() {
    let dir = Dir::new();
    dir.folder("a").folder("b").folder("c");
    dir.file("victim", "safe").file("b/l", "evil");
    dir.symlink("../victim", "a/l");
    utility("cp")
        .cwd(&dir)
        .args(["-dR", "a/l", "b/l", "c"])
        .fails(
            1,
            "cp: will not copy 'b/l' through just-created symlink 'c/l'\n",
        );
    assert_eq!(dir.read("victim"), b"safe");
    dir.symlink("nowhere", "dangling");
    utility("cp")
        .cwd(&dir)
        .args(["b/l", "dangling"])
        .fails(1, "cp: not writing through dangling symlink 'dangling'\n");
}

/// Only a file that is written may remove a link to itself at its destination.
#[test]
fn a_link_to_itself_with_a_slash_is_not_removed_for_directories_and_links() {
    let dir = Dir::new();
    dir.folder("d")
        .file("f", "")
        .symlink("gone", "l")
        .symlink("loop", "loop");
    let cp = |source| utility("cp").cwd(&dir).args(["-rf", source, "loop/"]);
    cp("d").fails(1, "cp: cannot create directory 'loop/': File exists\n");
    cp("l").fails(
        1,
        "cp: cannot create symbolic link 'loop/': Not a directory\n",
    );
    cp("f").fails(1, "cp: cannot remove 'loop/': Not a directory\n");
}

/// GNU's name for `--parents` in old scripts.
#[test]
fn parents_have_an_older_name() {
    let dir = Dir::new();
    dir.folder("a").folder("to").file("a/f", "1");
    utility("cp")
        .cwd(&dir)
        .args(["--path", "a/f", "to"])
        .prints("");
    assert_eq!(dir.read("to/a/f"), b"1");
}
