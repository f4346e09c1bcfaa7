//! Integration tests of realpath.

use testing::{Dir, bad_name, utility};

/// Files, directories and links of all kinds.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d/e").file("d/f", "x\n").file("f", "");
    for (target, name) in [
        ("d", "ld"),
        ("nowhere", "dang"),
        ("loop", "loop"),
        ("d/f", "lf"),
        ("../d/f", "d/up"),
        ("d/", "slash"),
        ("d/f/", "bad"),
    ] {
        dir.symlink(target, name);
    }
    dir
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d").file("f", "").symlink("../f", "d/l");
    let top = dir.path().canonicalize().unwrap();
    let realpath = |args: &[&str]| utility("realpath").cwd(&dir).args(args);
    realpath(&["d/../f"]).prints(format!("{}/f\n", top.display()));
    realpath(&["d/l"]).prints(format!("{}/f\n", top.display()));
    realpath(&["-s", "d/l"]).prints(format!("{}/d/l\n", top.display()));
    realpath(&["--relative-to=d", "f"]).prints("../f\n");
    realpath(&["-e", "gone"]).fails(1, "realpath: gone: No such file or directory\n");
}

#[test]
fn canonical_names() {
    let dir = tree();
    for name in [
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
        "nosuch/x/y",
        "dang/",
        "dang/x",
        "slash",
        "bad",
        "",
        "/",
        "//",
        "///usr",
        ".",
        "..",
        "ld/..",
        "ld/../f",
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
        "f/../d",
        "f/x/../..",
        "f/./x",
    ] {
        for options in [
            &[][..],
            &["-e"],
            &["-m"],
            &["-s"],
            &["-L"],
            &["-P"],
            &["-s", "-e"],
            &["-s", "-m"],
            &["-L", "-m"],
            &["-L", "-e"],
            &["-e", "-q"],
        ] {
            utility("realpath")
                .cwd(&dir)
                .args(options)
                .args([name])
                .recorded();
        }
    }
}

#[test]
fn the_last_part_may_be_missing_by_default() {
    // GNU has -E since 9.5.
    let dir = tree();
    let path = dir.path().canonicalize().unwrap().join("gone");
    utility("realpath")
        .cwd(&dir)
        .args(["-e", "-E", "gone"])
        .prints(format!("{}\n", path.display()));
    utility("realpath")
        .cwd(&dir)
        .args(["-m", "--canonicalize", "gone/x"])
        .fails(1, "realpath: gone/x: No such file or directory\n");
}

#[test]
fn relative_names() {
    let dir = tree();
    for args in [
        &["--relative-to=d", "d/e/x"][..],
        &["--relative-to=nosuch", "d"],
        &["--relative-to=nosuch/x", "d"],
        &["--relative-to=d/f", "d"],
        &["-e", "--relative-to=d/f", "d"],
        &["--relative-base=d", "d/e", "/usr"],
        &["--relative-base=d", "--relative-to=d/e", "d/f", "/usr"],
        &["--relative-base=d", "--relative-to=.", "d/f", "/usr"],
        &["--relative-to=/", "/usr", "/"],
        &["--relative-to=/usr", "/", "/usr"],
        &["--relative-to=", "d"],
        &["--relative-base=", "d"],
        &["-m", "--relative-to=a/b", "c/d"],
        &["-m", "--relative-to=a/b", "a/bc", "a/b/c", "a", "abc"],
        &["-s", "--relative-to=ld", "ld/e", "d/e"],
        &["--relative-base=/", "d"],
        &["--relative-to=d", "-e", "-q", "d", "nosuch"],
        &["-z", "d", "ld"],
        &["--strip", "--no-symlinks", "--physical", "--logical", "ld"],
        &[],
        &["-x"],
        &["--relative-t"],
    ] {
        utility("realpath").cwd(&dir).args(args).like_gnu();
    }
    let name = dir.path().file_name().unwrap().to_str().unwrap();
    let beside = format!("--relative-base=../{}", &name[..name.len() - 1]);
    utility("realpath")
        .cwd(&dir)
        .args([&beside, "d"])
        .like_gnu();
}

/// The memory for a name grows with that of the working directory.
#[test]
fn long_names() {
    let dir = Dir::new();
    let below = vec!["n".repeat(200); 8].join("/");
    std::fs::create_dir_all(dir.join(&below)).unwrap();
    let realpath = |args: &[&str]| {
        let mut case = utility("realpath").args(args);
        case.command().current_dir(dir.join(&below));
        case
    };
    let above = std::fs::canonicalize(dir.path()).unwrap();
    let expected = format!("{}/{below}/x\n", above.display());
    realpath(&["x"]).prints(&expected);
    realpath(&["-s", "./x"]).prints(&expected);
    realpath(&["-e", "."]).like_gnu();
    realpath(&["--relative-to=../..", "x"]).like_gnu();
    realpath(&["--relative-to=.", "../x"]).prints("../x\n");
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    utility("realpath").cwd(&dir).args([bad_name()]).recorded();
    let args = ["-e".into(), bad_name()];
    utility("realpath").cwd(&dir).args(args).recorded();
    utility("realpath").args(["/"]).run_into("/dev/full").is(
        "",
        "realpath: write error: No space left on device\n",
        1,
    );
}
