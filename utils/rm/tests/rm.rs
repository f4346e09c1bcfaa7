//! Integration tests of rm. Recordings hold the outcome of GNU's rm, and which files it removed.

use std::fs;
use testing::{Dir, bad_name, gnu, skip, utility};

const TREE: &str = "mkdir -p d/e d/empty a/b; touch d/f d/e/g one two three four; \
                    echo text >text; ln -s d link; ln -s nowhere dangling; mkfifo d/pipe; \
                    touch -- -foo; mkdir '.hidden dir'";

fn shell(dir: &Dir, script: &str) -> Vec<u8> {
    let output = testing::command("/bin/sh")
        .args(["-c", script])
        .current_dir(dir.path())
        .output();
    output.unwrap().stdout
}

#[track_caller]
fn recorded(arguments: &[&str], answers: &str) {
    let dir = Dir::new();
    shell(&dir, TREE);
    let rm = utility("rm").args(arguments).cwd(&dir).stdin(answers);
    rm.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d/e")
        .folder("empty")
        .file("f", "")
        .file("d/g", "");
    let rm = |args: &[&str]| utility("rm").cwd(&dir).args(args);
    rm(&["-v", "f"]).prints("removed 'f'\n");
    rm(&["f"]).fails(1, "rm: cannot remove 'f': No such file or directory\n");
    rm(&["-f", "f"]).prints("");
    rm(&["d"]).fails(1, "rm: cannot remove 'd': Is a directory\n");
    rm(&["-d", "empty"]).prints("");
    rm(&["-r", "d"]).prints("");
    assert_eq!(dir.listing(), "");
}

#[test]
fn files_and_directories() {
    for arguments in [
        &["one", "two"][..],
        &["-v", "one", "link", "dangling"],
        &["d"],
        &["-r", "d"],
        &["-rv", "a"],
        &["-R", "d", "a"],
        &["-d", "d/empty", "d"],
        &["-dv", "d/empty/"],
        &["-f", "gone", "d/f/x", ""],
        &["gone"],
        &["", "one"],
        &["one/"],
        &["-f", "one/"],
        &["-r", "one/"],
        &["link/"],
        &["-r", "link/"],
        &["-r", "link"],
        &["-rv", "a///"],
        &["--", "-foo"],
        &["./-foo"],
        &["--one-file-system", "-r", "d"],
    ] {
        recorded(arguments, "");
    }
}

#[test]
fn mistakes() {
    for arguments in [
        &[][..],
        &["-f"],
        &["-foo"],
        &["--no-such-option"],
        &["--interactive=sometimes", "one"],
        &["--interactive=n", "one"],
        &["--no-preserve-roo", "one"],
        &["--preserve-root=some", "one"],
        &["--p", "one"],
    ] {
        recorded(arguments, "");
    }
}

#[test]
fn dots_and_the_root_are_protected() {
    for arguments in [
        &["-r", "."][..],
        &["-r", "..", "d/.", "d/..", "./", "d/../"],
        &["-rf", "."],
        &["-d", "d/empty/."],
        &["-r", "/", "//", "/."],
        &["-rf", "--preserve-root", "///"],
        &["-r", "--no-preserve-root", "--preserve-root", "/"],
        &["-r", "--preserve-root=all", "/proc", "a"],
    ] {
        recorded(arguments, "");
    }
}

#[test]
fn a_link_to_the_root_is_protected_too() {
    let dir = Dir::new();
    dir.symlink("/", "root");
    utility("rm").args(["-r", "root/"]).cwd(&dir).fails(
        1,
        "rm: it is dangerous to operate recursively on 'root/' (same as '/')\n\
         rm: use --no-preserve-root to override this failsafe\n",
    );
}

#[test]
fn questions() {
    for (arguments, answers) in [
        (&["-i", "one", "text", "link", "gone"][..], "y\nn\ny\n"),
        (&["-ri", "a"], "y\ny\ny\n"),
        (&["-ri", "a"], "y\ny\nn\n"),
        (&["-ri", "a"], "y\nn\ny\n"),
        (&["-ri", "a"], "n\n"),
        (&["-ri", "d/empty", "d/e"], "y\ny\nn\ny\n"),
        (&["-di", "d/empty", "d"], "y\n"),
        (&["-i", "d"], "y\n"),
        (&["-I", "one", "two", "three"], "n\n"),
        (&["-I", "one", "two", "three", "four"], "n\n"),
        (&["-I", "one", "two", "three", "four"], "yes\n"),
        (&["-rI", "a"], "n\n"),
        (&["-rI", "a", "d"], "y\n"),
        (&["--interactive", "one"], "n\n"),
        (&["--interactive=always", "one"], "\n"),
        (&["--interactive=once", "-r", "a"], "y\n"),
        (&["--interactive=never", "one"], ""),
        (&["-if", "one", "gone"], "n\n"),
        (&["-fi", "one", "gone"], "n\n"),
        (&["-i", "one"], ""),
    ] {
        recorded(arguments, answers);
    }
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "");
    let quoted = "'bad'$'\\377\\376''name'";
    utility("rm")
        .args(["-v".into(), bad_name()])
        .cwd(&dir)
        .prints(format!("removed {quoted}\n"));
    utility("rm").args([bad_name()]).cwd(&dir).fails(
        1,
        format!("rm: cannot remove {quoted}: No such file or directory\n"),
    );
}

#[test]
fn a_failure_to_report_a_removal_is_an_error() {
    let dir = Dir::new();
    dir.file("f", "");
    utility("rm")
        .args(["-v", "f"])
        .cwd(&dir)
        .run_into("/dev/full")
        .is("", "rm: write error: No space left on device\n", 1);
    assert!(!dir.join("f").exists());
}

#[test]
fn many_operands_and_wide_directories() {
    let dir = Dir::new();
    shell(
        &dir,
        "mkdir w; cd w; seq 12000 | xargs touch; mkdir s; touch s/x",
    );
    utility("rm").args(["-r", "w"]).cwd(&dir).prints("");
    assert!(!dir.join("w").exists());
}

/// As another user, with standard input taken for a terminal.
#[test]
fn rm_asks_before_removing_protected_files() {
    if !testing::is_root() {
        skip!("only root can become another user");
    }
    let dir = Dir::new();
    dir.executable(&testing::bin_dir().join("rm"));
    fs::create_dir(dir.join("w")).unwrap();
    shell(&dir, "chmod 777 w; cp bin/rm w/");
    let script = |rm: &str| {
        format!(
            "cd w; mkdir -p p/sub q; touch p/f p/sub/g r; chmod a-w p/sub p/f r q; \
             yes | {rm} ---presume-input-tty r q 2>&1; echo $?; \
             yes n | {rm} ---presume-input-tty -r p 2>&1; echo $?; \
             yes | {rm} ---presume-input-tty -r p 2>&1; echo $?; \
             {rm} -rf p 2>&1; echo $?; chmod 700 p/sub; {rm} -rf p r q; ls -A"
        )
    };
    let run = |rm: &str| {
        let output = testing::command("setpriv")
            .args([
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "sh",
                "-c",
            ])
            .arg(script(rm))
            .current_dir(dir.path())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).replace(rm, "rm")
    };
    if gnu("rm").is_some() {
        let ours = dir.join("bin/rm");
        assert_eq!(
            run(ours.to_str().unwrap()).replace("\nrm\n", "\n"),
            run("/usr/bin/rm").replace("\nrm\n", "\n")
        );
    }
}

#[test]
fn d_removes_only_empty_directories() {
    for operand in [".", "link/", "d", "d/empty"] {
        recorded(&["-d", operand], "");
    }
}

#[test]
fn a_name_that_looks_like_an_option_is_quoted_in_the_hint() {
    let dir = Dir::new();
    dir.file("--a b", "").file("-q", "");
    utility("rm").cwd(&dir).args(["--a b"]).fails(
        1,
        "rm: unrecognized option '--a b'\n\
         Try 'rm ./'--a b'' to remove the file '--a b'.\n\
         Try 'rm --help' for more information.\n",
    );
    utility("rm").cwd(&dir).args(["-q"]).fails(
        1,
        "rm: invalid option -- 'q'\n\
         Try 'rm ./-q' to remove the file '-q'.\n\
         Try 'rm --help' for more information.\n",
    );
}
