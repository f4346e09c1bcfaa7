//! Integration tests of rmdir.

use testing::{Dir, bad_name, utility};

/// Directories, files and links.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("a/b/c")
        .folder("d/e")
        .folder("full/sub")
        .file("full/f", "")
        .file("f", "");
    dir.symlink("a", "link")
        .symlink("gone", "dangling")
        .symlink("f", "file-link");
    dir.symlink("loop", "loop");
    dir
}

#[test]
fn removes_empty_directories() {
    let dir = tree();
    utility("rmdir")
        .cwd(&dir)
        .args(["a/b/c", "full", "d/e/", "gone"])
        .fails(
            1,
            "rmdir: failed to remove 'full': Directory not empty\n\
         rmdir: failed to remove 'gone': No such file or directory\n",
        );
    assert!(!dir.join("a/b/c").exists() && !dir.join("d/e").exists());
}

#[test]
fn parents_are_removed_up_to_one_that_is_not_empty() {
    let dir = tree();
    utility("rmdir")
        .cwd(&dir)
        .args(["-pv", "a//b/c//", "d/e"])
        .prints(
            "rmdir: removing directory, 'a//b/c//'\n\
         rmdir: removing directory, 'a//b'\n\
         rmdir: removing directory, 'a'\n\
         rmdir: removing directory, 'd/e'\n\
         rmdir: removing directory, 'd'\n",
        );
    utility("rmdir").cwd(&dir).args(["-p", "full/sub"]).fails(
        1,
        "rmdir: failed to remove directory 'full': Directory not empty\n",
    );
    let dir = tree();
    utility("rmdir")
        .cwd(&dir)
        .args(["--path", "link/b/c"])
        .fails(1, "rmdir: failed to remove 'link': Not a directory\n");
    utility("rmdir").cwd(&dir).args(["-p", "./d/e"]).fails(
        1,
        "rmdir: failed to remove directory '.': Invalid argument\n",
    );
}

#[test]
fn nonempty_directories_can_be_ignored() {
    let dir = tree();
    let ignore = "--ignore-fail-on-non-empty";
    utility("rmdir")
        .cwd(&dir)
        .args([ignore, "full", "a"])
        .prints("");
    utility("rmdir")
        .cwd(&dir)
        .args([ignore, "-p", "full/sub"])
        .prints("");
    utility("rmdir")
        .cwd(&dir)
        .args([ignore, "-v", "full"])
        .prints("rmdir: removing directory, 'full'\n");
    // The kernel reports other reasons first here.
    utility("rmdir")
        .cwd(&dir)
        .args([ignore, "/", "/proc"])
        .recorded();
    utility("rmdir")
        .cwd(&dir)
        .args([ignore, "gone", "f", "."])
        .recorded();
}

/// A link is no directory that is not empty, whatever it leads to.
#[test]
fn links_are_not_ignored_with_nonempty_directories() {
    let dir = tree();
    dir.symlink("full", "to-full").folder("closed");
    dir.symlink("../full", "closed/link");
    utility("rmdir")
        .cwd(&dir)
        .args(["--ignore-fail-on-non-empty", "to-full"])
        .fails(1, "rmdir: failed to remove 'to-full': Not a directory\n");
    let message = "rmdir: failed to remove 'closed/link': Permission denied\n";
    let script = "chmod 555 closed; rmdir --ignore-fail-on-non-empty closed/link; \
                  echo $?; chmod 755 closed";
    dir.run_as_nobody(script).is("1\n", message, 0);
}

#[test]
fn mistakes() {
    let dir = tree();
    for args in [
        &[][..],
        &["-x"],
        &["--v"],
        &["--i", "gone"],
        &["link"],
        &["link/"],
        &["link//"],
        &["dangling/"],
        &["file-link/"],
        &["loop/"],
        &["loop"],
        &["f"],
        &["f/"],
        &[""],
        &[".", "a/.", "a/..", "/"],
        &["-p", "/"],
        &["-v", "with space", "it's", "new\nline"],
        &["-p", "a"],
    ] {
        utility("rmdir").cwd(&dir).args(args).recorded();
        utility("rmdir").cwd(&dir).utf8().args(args).recorded();
    }
    utility("rmdir").cwd(&dir).args([bad_name()]).recorded();
    utility("rmdir")
        .cwd(&dir)
        .args(["-v", "a/b/c"])
        .run_into("/dev/full")
        .is("", "rmdir: write error: No space left on device\n", 1);
}
