//! Integration tests of readlink.

use testing::{Dir, bad_name, utility};

/// Files, directories and links of all kinds.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d/e").file("d/f", "x\n");
    for (target, name) in [
        ("d", "ld"),
        ("nowhere", "dang"),
        ("loop", "loop"),
        ("d/f", "lf"),
        ("../d/f", "d/up"),
        ("nodir/x", "dang2"),
        ("d/", "slash"),
        ("d/f/", "bad"),
    ] {
        dir.symlink(target, name);
    }
    dir
}

/// Names that take different ways through the tree.
const NAMES: [&str; 38] = [
    "d",
    "ld",
    "lf",
    "dang",
    "loop",
    "d/f/",
    "d/f/.",
    "d/f/..",
    "d/f/x",
    "nosuch",
    "nosuch/",
    "nosuch/x",
    "dang/",
    "dang2",
    "dang2/",
    "slash",
    "bad",
    "",
    "/",
    "//",
    "///usr",
    ".",
    "..",
    "ld/..",
    "ld/../lf",
    "d/up",
    "d/e/../f",
    "d//f",
    "nosuch/..",
    "nosuch/../d",
    "nosuch/.",
    "ld/nosuch",
    "lf/",
    "lf/..",
    "loop/x",
    "d/f/./x",
    "d/f/./",
    "d/f//.",
];

#[test]
fn examples() {
    let dir = Dir::new();
    dir.file("f", "").symlink("f", "l").symlink("l", "to-l");
    let path = dir.path().canonicalize().unwrap().join("f");
    let readlink = |args: &[&str]| utility("readlink").cwd(&dir).args(args);
    readlink(&["l"]).prints("f\n");
    readlink(&["to-l"]).prints("l\n");
    readlink(&["-f", "to-l"]).prints(format!("{}\n", path.display()));
    readlink(&["f"]).fails(1, "");
    readlink(&["-v", "f"]).fails(1, "readlink: f: Invalid argument\n");
}

#[test]
fn canonical_names() {
    let dir = tree();
    for name in NAMES {
        for option in ["-v", "-vf", "-ve", "-vm"] {
            utility("readlink")
                .cwd(&dir)
                .args([option, name])
                .recorded();
        }
    }
}

#[test]
fn ends_of_lines() {
    let dir = tree();
    for args in [
        &["ld", "lf"][..],
        &["-n", "ld"],
        &["-n", "ld", "lf"],
        &["-z", "ld", "lf"],
        &["-nz", "ld"],
        &["--zero", "--no-newline", "--canonicalize", "ld"],
    ] {
        utility("readlink").cwd(&dir).args(args).recorded();
    }
    utility("readlink")
        .cwd(&dir)
        .args(["ld"])
        .run_into("/dev/full")
        .is("", "readlink: write error: No space left on device\n", 1);
}

#[test]
fn failures_are_silent_by_default() {
    let dir = tree();
    for args in [
        &["d", "ld", "gone"][..],
        &["-v", "d", "ld", "gone"],
        &["-vq", "d"],
        &["-qv", "d"],
        &["-vs", "d"],
        &["-f", "gone/x", "d"],
        &["--canonicalize-e", "gone"],
        &[],
        &["-x"],
        &["--canon", "d"],
    ] {
        utility("readlink").cwd(&dir).args(args).recorded();
    }
    // POSIX asks for the message, and GNU prints it since 9.2.
    let mut posix = utility("readlink").cwd(&dir).env("POSIXLY_CORRECT", "1");
    posix = posix.args(["d"]);
    posix.fails(1, "readlink: d: Invalid argument\n");
    utility("readlink")
        .cwd(&dir)
        .env("POSIXLY_CORRECT", "1")
        .args(["-q", "d"])
        .fails(1, "");
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.symlink(bad_name(), "link").file(bad_name(), "");
    utility("readlink").cwd(&dir).args(["link"]).recorded();
    utility("readlink")
        .cwd(&dir)
        .args(["-f", "link"])
        .recorded();
    let args = ["-v".into(), bad_name()];
    utility("readlink").cwd(&dir).args(args).recorded();
}

#[test]
fn long_chains_of_links() {
    let dir = Dir::new();
    dir.file("0", "");
    for i in 1..100 {
        dir.symlink((i - 1).to_string(), i.to_string());
    }
    dir.symlink("b", "a").symlink("c", "b").symlink("a", "c");
    for name in ["99", "a", "a/..", "b/y"] {
        for option in ["-vf", "-ve", "-vm"] {
            utility("readlink")
                .cwd(&dir)
                .args([option, name])
                .recorded();
        }
    }
    // GNU's does not end when each link adds more to resolve.
    dir.symlink("n", "m").symlink("m/x", "n");
    utility("readlink")
        .cwd(&dir)
        .args(["-vf", "m"])
        .fails(1, "readlink: m: Too many levels of symbolic links\n");
    let done = utility("readlink").cwd(&dir).args(["-m", "m"]).run();
    assert_eq!(done.status, 0);
}
