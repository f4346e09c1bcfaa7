//! Integration tests of ln. Recordings hold the outcome of GNU's ln, and which files it changed.

use testing::{Dir, bad_name, skip, utility};

const TREE: &str = "mkdir -p d/sub e; echo a >a; echo b >b; echo f >d/f; ln a hard; \
                    echo f >e/f; ln -s a link; ln -s d dlink; ln -s nowhere dangling";

#[track_caller]
fn recorded(arguments: &[&str]) {
    let dir = Dir::new();
    let mut shell = testing::command("/bin/sh");
    let made = shell.args(["-c", TREE]).current_dir(dir.path()).status();
    assert!(made.unwrap().success());
    let ln = utility("ln").args(arguments).cwd(&dir).stdin("y\n");
    ln.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d").file("f", "text\n");
    let ln = |args: &[&str]| utility("ln").cwd(&dir).args(args);
    ln(&["f", "hard"]).prints("");
    ln(&["-sv", "f", "soft"]).prints("'soft' -> 'f'\n");
    ln(&["-srv", "f", "d"]).prints("'d/f' -> '../f'\n");
    ln(&["f", "soft"]).fails(1, "ln: failed to create hard link 'soft': File exists\n");
    assert_eq!(dir.read("hard"), dir.read("d/f"));
}

#[test]
fn links() {
    for arguments in [
        "a x",
        "-v a x",
        "a b",
        "a",
        "d/f",
        "-s d/f",
        "-sv a x",
        "-s a b",
        "-s d x",
        "d x",
        "-d d x",
        "-F d x",
        "a d",
        "-v a b d",
        "-t d a b",
        "-sv ../a d",
        "-s gone x",
        "gone x",
        "-s a gone/x",
        "a gone/x",
        "link x",
        "-L link x",
        "-P link x",
        "-L dangling x",
        "dangling x",
        "-T a d",
        "-sT a d",
        "-sfT a d",
        "-n a dlink",
        "-sfn a dlink",
        "-sf a dlink",
        "-f a b",
        "-f a a",
        "-f a hard",
        "-sf a a",
        "-sf a b",
        "-fv b a",
        "-i a b",
        "-si a b",
        "-b a b",
        "-bv a b",
        "-sb a b",
        "-S .o -sv a b",
        "--backup=numbered -v a b",
        "--backup=none a b",
        "-bf a a",
        "-sr a d/sub/x",
        "-srv d/f e",
        "-sr d/sub x",
        "-sr gone/x d/y",
        "-srf a link",
        "-r a x",
        "-f d/f e/f b x",
        "-f d/f e/f d/sub",
        "-sf d/f e/f d/sub",
        "-f --backup=t d/f e/f d/sub",
        "a/ x",
        "-s a/ d",
        "-s d/ x",
        "-sf a d/",
        "a x/",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn mistakes() {
    for arguments in [
        "-T a",
        "-T a b c",
        "-T -t d a",
        "-t gone a",
        "-t a b",
        "-t d -t e a",
        "a b gone",
        "--backup=x a b",
        "--no-such-option",
        "-n -t dlink a",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
    recorded(&[]);
    recorded(&["-s", "", "x"]);
    recorded(&["", "x"]);
    // Such names have no last component.
    for arguments in [
        &["-s", ""][..],
        &["-s", "/"],
        &["-s", "", "d"],
        &["-sr", "", "d"],
        &["-s", "/", "d"],
        &["-s", "-t", "d", ""],
        &["-s", "", "", "d"],
        &["/", "d"],
        &["", "d"],
    ] {
        recorded(arguments);
    }
}

#[test]
fn a_declined_question_is_a_failure() {
    let dir = Dir::new();
    dir.file("a", "a").file("b", "b");
    utility("ln")
        .args(["-i", "a", "b"])
        .stdin("n\n")
        .cwd(&dir)
        .fails(1, "ln: replace 'b'? ");
    assert_eq!(dir.read("b"), b"b");
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    utility("ln")
        .args(["-sv".into(), bad_name(), "x".into()])
        .cwd(&dir)
        .prints("'x' -> 'bad'$'\\377\\376''name'\n");
}

/// Another process always finds a link at the name.
#[test]
fn links_are_replaced_atomically() {
    let dir = Dir::new();
    dir.symlink("0", "x");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looks = scope.spawn(|| {
            let mut always = true;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                always &= dir.join("x").is_symlink();
            }
            always
        });
        for i in 0..50 {
            utility("ln")
                .args(["-sf", &i.to_string(), "x"])
                .cwd(&dir)
                .run();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(looks.join().unwrap());
    });
}

/// Returns the name that a replaced link was first made with.
fn temporary_name(dir: &Dir, args: &[&str]) -> Option<String> {
    let path = testing::bin_dir().join("ln");
    let trace = testing::traced(dir, "symlinkat,linkat,symlink,link", &path, args)?;
    let start = trace.rfind("\"Cu")?;
    trace[start + 1..].split('"').next().map(str::to_owned)
}

/// Somebody who made the names first, in a directory like /tmp, could prevent links.
#[test]
fn names_of_temporary_links_cannot_be_foretold() {
    let dir = Dir::new();
    dir.file("a", "").file("b", "");
    if testing::traced(&dir, "execve", "/bin/true".as_ref(), &[]).is_none() {
        skip!("there is no strace, or it may not trace");
    }
    let name = || temporary_name(&dir, &["-sf", "a", "b"]).expect("b exists, and is replaced");
    let names = [name(), name()];
    assert_ne!(names[0], names[1]);
    assert!(names.iter().all(|name| name.len() == 14), "{names:?}");
}

#[test]
fn a_target_that_is_missing_is_reported_before_the_type_of_backups() {
    let dir = Dir::new();
    let message = "ln: target 'gone': No such file or directory\n";
    let ln = utility("ln")
        .cwd(&dir)
        .args(["--backup=x", "a", "b", "gone"]);
    ln.fails(1, message);
}

/// Who says yes may replace a file by a link to itself. Without a question it is refused.
#[test]
fn the_question_comes_before_the_check_for_the_same_file() {
    let dir = Dir::new();
    dir.file("a", "a\n");
    let ln = |args: &[&str], answer: &str| utility("ln").cwd(&dir).args(args).stdin(answer);
    let same = "ln: 'a' and 'a' are the same file\n";
    ln(&["-i", "a", "a"], "n\n").fails(1, "ln: replace 'a'? ");
    ln(&["-i", "a", "a"], "y\n")
        .run()
        .is("", "ln: replace 'a'? ", 0);
    ln(&["-f", "a", "a"], "").fails(1, same);
    ln(&["-bi", "a", "a"], "y\n").fails(1, same);
    assert_eq!(dir.read("a"), b"a\n");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// The name of a link that leads nowhere, with a slash, is taken, but nothing that can be removed.
#[test]
fn a_link_that_leads_nowhere_with_a_slash_is_in_the_way() {
    let dir = Dir::new();
    dir.file("f", "").symlink("gone", "l");
    for option in ["-f", "-b", "-i"] {
        let ln = |options: &[&str]| {
            utility("ln")
                .cwd(&dir)
                .args(options)
                .args([option, "f", "l/"])
        };
        ln(&[]).fails(1, "ln: failed to create hard link 'l/': File exists\n");
        ln(&["-s"]).fails(1, "ln: failed to create symbolic link 'l/': File exists\n");
    }
}
