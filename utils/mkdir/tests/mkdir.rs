//! Integration tests of mkdir.

use std::os::unix::fs::PermissionsExt;
use testing::{Dir, bad_name, bin_dir, skip, survives, utility};

/// The mode of a file in `dir`.
#[track_caller]
fn mode(dir: &Dir, name: &str) -> u32 {
    let metadata = std::fs::metadata(dir.join(name)).expect("it exists");
    metadata.permissions().mode() & 0o7777
}

fn set_mode(dir: &Dir, name: &str, mode: u32) {
    std::fs::set_permissions(dir.join(name), PermissionsExt::from_mode(mode)).unwrap();
}

/// A run in `dir` with a umask.
fn with_umask(dir: &Dir, umask: &str, args: &[&str]) -> testing::Outcome {
    let mkdir = testing::bin_dir().join("mkdir");
    let script = format!("umask {umask}; exec \"$0\" \"$@\"");
    let output = testing::command("sh")
        .args(["-c", &script])
        .arg(mkdir)
        .args(args)
        .current_dir(dir.path())
        .output()
        .unwrap();
    output.into()
}

#[test]
fn makes_each_directory_and_goes_on_after_a_failure() {
    let dir = Dir::new();
    dir.file("f", "");
    let result = utility("mkdir").cwd(&dir).args(["a", "f", "gone/b", "c/"]);
    result.fails(
        1,
        "mkdir: cannot create directory 'f': File exists\n\
         mkdir: cannot create directory 'gone/b': No such file or directory\n",
    );
    assert!(dir.join("a").is_dir() && dir.join("c").is_dir());
    utility("mkdir")
        .cwd(&dir)
        .utf8()
        .args(["f"])
        .fails(1, "mkdir: cannot create directory ‘f’: File exists\n");
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    dir.file("f", "")
        .symlink("gone", "dangling")
        .symlink("loop", "loop");
    for args in [
        &[][..],
        &["-m"],
        &["-m", "9", "x"],
        &["-m", "", "x"],
        &["-m", "u+x,", "x"],
        &["-x"],
        &["--mode"],
        &["--p", "--x"],
        &["--v"],
        &[""],
        &["-p", ""],
        &["-p", "f"],
        &["-p", "f/x"],
        &["-p", "f/"],
        &["-p", "dangling"],
        &["-p", "dangling/x"],
        &["dangling/"],
        &["-p", "loop"],
        &["-p", "loop/x"],
        &["-p", "/proc/gone/x"],
        &["/", "."],
        &["with space/x", "it's/x", "new\nline/x"],
        &["-p", "/", ".", "..", "/."],
    ] {
        utility("mkdir").cwd(&dir).args(args).recorded();
        utility("mkdir").cwd(&dir).utf8().args(args).recorded();
    }
    utility("mkdir")
        .cwd(&dir)
        .args([bad_name(), "f".into()])
        .run();
    utility("mkdir").cwd(&dir).args([bad_name()]).recorded();
}

#[test]
fn verbose_lists_each_directory_made() {
    let dir = Dir::new();
    dir.folder("there");
    utility("mkdir")
        .cwd(&dir)
        .args(["-pv", "there/./a//b/", "there", "x/../y"])
        .prints(
            "mkdir: created directory 'there/./a'\n\
         mkdir: created directory 'there/./a//b/'\n\
         mkdir: created directory 'x'\n\
         mkdir: created directory 'x/../y'\n",
        );
    utility("mkdir")
        .cwd(&dir)
        .args(["--verbose", "it's"])
        .prints("mkdir: created directory \"it's\"\n");
    utility("mkdir")
        .cwd(&dir)
        .args(["-v", "full"])
        .run_into("/dev/full")
        .is("", "mkdir: write error: No space left on device\n", 1);
    assert!(dir.join("full").is_dir());
}

#[test]
fn parents_are_writable_by_their_owner() {
    let dir = Dir::new();
    with_umask(&dir, "777", &["-p", "a/b/c"]).is("", "", 0);
    assert_eq!(mode(&dir, "a"), 0o300);
    set_mode(&dir, "a", 0o700);
    assert_eq!(mode(&dir, "a/b"), 0o300);
    set_mode(&dir, "a/b", 0o700);
    assert_eq!(mode(&dir, "a/b/c"), 0);
    with_umask(&dir, "027", &["-p", "-m", "a=rwx", "d/e"]).is("", "", 0);
    assert_eq!(mode(&dir, "d"), 0o750);
    assert_eq!(mode(&dir, "d/e"), 0o777);
    // What exists keeps its mode.
    with_umask(&dir, "022", &["-p", "-m", "700", "d/e"]).is("", "", 0);
    assert_eq!(mode(&dir, "d/e"), 0o777);
}

#[test]
fn modes_start_from_a_rwx() {
    let dir = Dir::new();
    for (text, expected) in [
        ("700", 0o700),
        ("0", 0),
        ("1777", 0o1777),
        ("go-w", 0o755),
        ("-w", 0o577),
        ("u=rwx,g=u-w,o=", 0o750),
        ("o=,+t", 0o1750),
        ("6755", 0o6755),
        ("u+s", 0o4777),
        ("=", 0),
        ("=rX", 0o555),
    ] {
        let name = format!("m{text}");
        with_umask(&dir, "022", &["-m", text, &name]).is("", "", 0);
        assert_eq!(mode(&dir, &name), expected, "{text}");
    }
}

#[test]
fn the_set_group_id_bit_is_inherited() {
    let dir = Dir::new();
    dir.folder("g");
    set_mode(&dir, "g", 0o2755);
    for (text, expected) in [
        ("755", 0o2755),
        ("00755", 0o755),
        ("g-s", 0o777),
        ("u=rwx,go=", 0o2700),
        ("u+s", 0o6777),
    ] {
        let name = format!("g/{text}");
        with_umask(&dir, "0", &["-m", text, &name]).is("", "", 0);
        assert_eq!(mode(&dir, &name), expected, "{text}");
    }
    with_umask(&dir, "022", &["-p", "g/a/b"]).is("", "", 0);
    assert_eq!(mode(&dir, "g/a/b"), 0o2755);
}

#[test]
fn paths_may_be_longer_than_path_max() {
    let dir = Dir::new();
    let long = ["component"; 600].join("/");
    assert!(long.len() > 4096);
    utility("mkdir").cwd(&dir).args(["-p", &long]).prints("");
    utility("mkdir").cwd(&dir).args(["-p", &long]).prints("");
    utility("mkdir").cwd(&dir).args([&long]).recorded();
    let too_long = "x".repeat(256);
    utility("mkdir")
        .cwd(&dir)
        .args(["-p", &format!("a/{too_long}/b")])
        .fails(
            1,
            format!("mkdir: cannot create directory 'a/{too_long}': File name too long\n"),
        );
    // The folder of a test cannot remove trees of this depth.
    let removed = testing::command("/bin/rm")
        .arg("-rf")
        .arg(dir.join("component"))
        .status();
    assert!(removed.unwrap().success());
}

#[test]
fn several_processes_may_make_the_same_parents() {
    let dir = Dir::new();
    let path = dir.join("a/b/c/d/e/f");
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let mut case = utility("mkdir").args(["-p".as_ref(), path.as_os_str()]);
            case.command().spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    assert!(path.is_dir());
}

#[test]
fn a_security_context_is_ignored_with_a_warning() {
    let dir = Dir::new();
    utility("mkdir").cwd(&dir).args(["-Z", "a"]).prints("");
    utility("mkdir")
        .cwd(&dir)
        .args(["--context", "b"])
        .prints("");
    utility("mkdir")
        .cwd(&dir)
        .args(["--context=x", "c"])
        .run()
        .is(
            "",
            "mkdir: warning: ignoring --context; it requires an SELinux/SMACK-enabled kernel\n",
            0,
        );
}

#[test]
fn a_link_that_replaces_a_new_directory_is_not_followed() {
    let dir = Dir::new();
    dir.file("victim", "secret").folder("vault");
    dir.run("chmod 600 victim; chmod 700 vault");
    for (args, victim) in [
        (&["-m2777", "new"][..], "victim"),
        (&["-m2777", "new/"], "vault"),
        (&["-p", "new/sub/more"], "vault"),
    ] {
        survives(&dir, "new", victim, &|| {}, &|| {
            utility("mkdir").cwd(&dir).args(args).run();
        });
    }
}

/// No permission is given, not even for a moment, that was not asked for.
#[test]
fn directories_are_not_made_with_looser_modes() {
    let dir = Dir::new();
    let path = testing::bin_dir().join("mkdir");
    for (mode, first) in [
        ("755", "0755"),
        ("1777", "01755"),
        ("2777", "0700"),
        ("3775", "01700"),
    ] {
        let Some(trace) = testing::traced(&dir, "mkdirat,mkdir", &path, &["-m", mode, mode]) else {
            skip!("there is no strace, or it may not trace");
        };
        assert!(trace.contains(&format!("{first})")), "{mode}: {trace}");
    }
    dir.run("stat -c %a 755 1777 2777 3775")
        .is("755\n1777\n2777\n3775\n", "", 0);
}

/// Autoconf's AC_PROG_MKDIR_P asks this, to know that concurrent runs do not fail.
#[test]
fn configure_scripts_find_a_mkdir_without_races() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    let question = "case $(mkdir --version 2>&1) in
        'mkdir ('*'coreutils) '*) echo yes;;
        *) echo no;;
        esac";
    shell(question).is("yes\n", "", 0);
}

/// GNU's mkdir withholds writing from others while special bits are being set, and afterwards only
/// changes a mode that lacks something that was asked for.
#[test]
fn special_bits_withhold_writing() {
    let dir = Dir::new();
    dir.folder("g");
    set_mode(&dir, "g", 0o2755);
    for (text, plain, inherited) in [
        ("+t", 0o1755, 0o3755),
        ("o=,+t", 0o1750, 0o3750),
        ("u+w,+t", 0o1755, 0o3755),
        ("g+w,+t", 0o1777, 0o3777),
        ("a+rwxt", 0o1777, 0o3777),
        ("g-s", 0o755, 0o777),
        ("u-s", 0o755, 0o2755),
        ("g+s", 0o2777, 0o2755),
        ("g=s", 0o2707, 0o2705),
        ("1777", 0o1777, 0o3777),
    ] {
        for (folder, expected) in [("", plain), ("g/", inherited)] {
            let name = format!("{folder}m{text}");
            with_umask(&dir, "022", &["-m", text, &name]).is("", "", 0);
            assert_eq!(mode(&dir, &name), expected, "{name}");
        }
    }
}
