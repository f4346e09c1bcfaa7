//! Integration tests of chcon. Root may set contexts also without SELinux.

use testing::{Dir, bad_name, gnu, is_root, skip, utility};

fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d/e")
        .file("f", "")
        .file("d/e/x", "")
        .symlink("f", "l")
        .symlink("d", "ld");
    dir
}

/// Runs commands with ours and GNU's in two equal trees; asserts that they print the same and set
/// the same contexts.
#[track_caller]
fn same_as_gnu(commands: &[&[&str]]) {
    let (ours, theirs) = (tree(), tree());
    if gnu("chcon").is_none() {
        return;
    }
    for args in commands {
        let expected = gnu("chcon").unwrap().cwd(&theirs).args(*args).run();
        let done = utility("chcon").cwd(&ours).args(*args).run();
        done.is(&expected.stdout, &expected.stderr, expected.status);
    }
    let contexts = |dir: &Dir| {
        let show = |args: &[&str]| gnu("stat").map(|stat| stat.cwd(dir).args(args).run());
        show(&["-c", "%n %C", "f", "d", "d/e", "d/e/x", "l", "ld"])
    };
    assert_eq!(contexts(&ours), contexts(&theirs), "{commands:?}");
}

#[test]
fn contexts_and_their_parts() {
    if !is_root() {
        skip!("only root may set contexts");
    }
    same_as_gnu(&[
        &["a:b:c:s0", "f"],
        &["-t", "T", "f"],
        &["-u", "U", "-r", "R", "-l", "L", "f"],
    ]);
    same_as_gnu(&[&["-Rv", "x:y:z", "d"], &["-Rvt", "Z", "d", "f", "l"]]);
    same_as_gnu(&[&["-t", "t", "f"], &["x", "f"], &["-t", "t", "f"]]);
    same_as_gnu(&[
        &["-h", "a:b:c", "l"],
        &["--reference=f", "d"],
        &["--reference=l", "d"],
    ]);
    same_as_gnu(&[
        &["a:b:c", "f"],
        &["--reference=l", "-Rv", "d"],
        &["-l", "s", "f", "d"],
    ]);
    same_as_gnu(&[
        &["-RH", "a:b:c", "ld"],
        &["-RL", "-t", "x", "ld"],
        &["-RP", "x:x:x", "ld"],
    ]);
    same_as_gnu(&[
        &["a:b:c:d:e", "f"],
        &["-l", "s0:c1", "f"],
        &["a b:c:d", "f"],
        &["-t", "x", "f"],
    ]);
    same_as_gnu(&[&["", "f"], &["-t", "x", "nosuch", "d"]]);
    let dir = Dir::new();
    dir.file(bad_name(), "");
    let args = ["-v".into(), "a:b:c".into(), bad_name()];
    utility("chcon").cwd(&dir).args(args).recorded();
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["x"],
        &["-t", "x"],
        &["-t"],
        &["--reference=f"],
        &["--reference=nosuch", "d"],
        &["--reference=f", "-t", "x", "f"],
        &["x:y:z", "nosuch"],
        &["-u", "u", "nosuch"],
        &["-R", "--dereference", "x", "f"],
        &["-RH", "-h", "x", "f"],
        &["-RL", "--no-dereference", "x", "f"],
        &["-R", "--preserve-root", "x", "/"],
        &["-z"],
    ] {
        same_as_gnu(&[args]);
    }
}

#[test]
fn missing_permissions_are_reported() {
    let run = |bin: &str| {
        let dir = tree();
        dir.executable(bin.as_ref());
        let script = "PATH=$PWD/bin:$PATH; chcon a:b:c f; chcon -v -t c f; chcon -R a:b:c d; \
                      chmod 0 d; chcon -R a:b:c d; chmod 700 d";
        dir.run_as_nobody(script).text()
    };
    let ours = run(testing::bin_dir().join("chcon").to_str().unwrap());
    if gnu("chcon").is_some() {
        assert_eq!(ours, run("/usr/bin/chcon"));
    }
}
