//! Integration tests of chmod. Recordings hold the outcome of GNU's chmod, and the new modes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use testing::{Dir, bad_name, gnu, is_root, skip, utility};

/// The mode of a file in `dir`.
#[track_caller]
fn mode(dir: &Dir, name: &str) -> u32 {
    let metadata = fs::metadata(dir.join(name)).expect("it exists");
    metadata.permissions().mode() & 0o7777
}

fn set_mode(dir: &Dir, name: &str, mode: u32) {
    fs::set_permissions(dir.join(name), PermissionsExt::from_mode(mode)).unwrap();
}

/// Files, directories and links, with known modes.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d/e")
        .file("f", "")
        .file("g", "")
        .file("d/x", "")
        .file("d/e/y", "");
    dir.symlink("f", "link")
        .symlink("gone", "dangling")
        .symlink("d", "dir-link");
    dir.symlink("loop", "loop")
        .symlink("../f", "d/to-f")
        .symlink("e", "d/to-e");
    for (name, bits) in [
        ("f", 0o644),
        ("g", 0o600),
        ("d/x", 0o640),
        ("d/e/y", 0o4755),
    ] {
        set_mode(&dir, name, bits);
    }
    for name in ["d", "d/e"] {
        set_mode(&dir, name, 0o755);
    }
    dir
}

#[track_caller]
fn recorded(args: &[&str]) {
    let dir = tree();
    let chmod = utility("chmod").cwd(&dir).args(args);
    chmod.recorded_with(&|| dir.listing());
}

const MODES: [&str; 28] = [
    "600",
    "0",
    "7777",
    "0755",
    "00755",
    "+0644",
    "-022",
    "=640",
    "u+x",
    "g=u",
    "o-r",
    "a+X",
    "+X",
    "=",
    "a+st",
    "u=rwx,g=u-w,o=",
    "u+s",
    "g-s,+t",
    "ug+rw-x",
    "a=rX",
    "o=g",
    "=r",
    "u=",
    "u=g,g=o,o=u",
    "+w",
    "go+t",
    "-s",
    "u+X-w",
];

#[test]
fn examples() {
    let dir = tree();
    let chmod = |args: &[&str]| utility("chmod").cwd(&dir).args(args);
    chmod(&["600", "f"]).prints("");
    assert_eq!(mode(&dir, "f"), 0o600);
    chmod(&["u+x,go=r", "f"]).prints("");
    assert_eq!(mode(&dir, "f"), 0o744);
    chmod(&["-R", "a+rX", "d"]).prints("");
    assert_eq!([mode(&dir, "d"), mode(&dir, "d/x")], [0o755, 0o644]);
    chmod(&["-c", "--reference=g", "f"])
        .prints("mode of 'f' changed from 0744 (rwxr--r--) to 0600 (rw-------)\n");
}

#[test]
fn modes_in_all_forms() {
    for text in MODES {
        recorded(&[text, "d/e/y", "f", "g", "d"]);
    }
}

#[test]
fn modes_of_trees() {
    if !is_root() {
        skip!("others can't read a directory that becomes unreadable");
    }
    for text in MODES {
        recorded(&["-R", text, "f", "d"]);
    }
}

#[test]
fn modes_that_look_like_options() {
    for args in [
        &["-x", "f"][..],
        &["-w", "f"],
        &["-rwx", "f", "g"],
        &["-w", "-x", "f"],
        &["f", "-r"],
        &["-v", "-x", "d"],
        &["-Rw", "f"],
        &["-vx", "f"],
        &["-u", "f"],
        &["-g,u+x", "f"],
        &["-0", "-v", "f"],
        &["-7", "f"],
        &["--", "-x", "f"],
        &["644", "f", "-x"],
        &["-a+x", "f"],
        &["-x"],
        &["-v", "-x"],
        &["-x", "--reference=g", "f"],
    ] {
        recorded(args);
    }
    // A mode that looks like an option is checked against the umask.
    let dir = Dir::new();
    dir.file("f", "");
    set_mode(&dir, "f", 0o666);
    let chmod = testing::bin_dir().join("chmod");
    let script = "umask 022; exec -a chmod \"$0\" -w f";
    let mut shell = testing::command("bash");
    let run = shell
        .args(["-c", script])
        .arg(chmod)
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&run.stderr),
        "chmod: f: new permissions are r--rw-rw-, not r--r--r--\n"
    );
    assert_eq!(run.status.code(), Some(1));
}

#[test]
fn reports() {
    for args in [
        &["-v", "600", "f", "g", "gone", "dangling", "link"][..],
        &["-c", "600", "f", "g", "gone", "dangling"],
        &["-f", "600", "f", "gone", "dangling", "loop"],
        &["-fv", "600", "gone", "dangling"],
        &["-v", "-c", "600", "g"],
        &["-c", "-v", "600", "g"],
        &["-vR", "g+w", "d"],
        &["-cR", "u=rwX,go=", "d", "f"],
        &["-cR", "755", "dir-link", "dir-link/"],
        &["-Rv", "755", "d///", "./d"],
        &["--quiet", "--verbose", "700", "loop", "f/"],
        &["--changes", "--recursive", "a+x", "."],
        &["-v", "--reference=d", "f"],
        &["-v", "--reference", "g", "f", "d"],
        &["-v", "755", "", "new\nline", "it's"],
    ] {
        recorded(args);
    }
    let dir = tree();
    fs::write(dir.join(bad_name()), "").unwrap();
    set_mode(&dir, "f", 0o600);
    utility("chmod")
        .cwd(&dir)
        .args(["-v".into(), "644".into(), bad_name()])
        .recorded();
    utility("chmod")
        .cwd(&dir)
        .args(["-v", "644", "f"])
        .run_into("/dev/full")
        .is("", "chmod: write error: No space left on device\n", 1);
    assert_eq!(mode(&dir, "f"), 0o644);
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["644"],
        &["-v"],
        &["--reference=f"],
        &["--reference=gone", "f"],
        &["--reference=f", "644", "f"],
        &["9", "f"],
        &["", "f"],
        &["u+q", "f"],
        &["u+x,", "f"],
        &["u++8", "f"],
        &["17777", "f"],
        &["\u{e9}", "f"],
        &["-z"],
        &["--re", "f"],
        &["--preserve"],
        &["-R", "--preserve-root", "755", "/"],
        &["-R", "--preserve-root", "755", "//", "/.", "/.."],
        &["-R", "--preserve-root", "755", "/../", "gone"],
    ] {
        recorded(args);
    }
    utility("chmod").utf8().args(["9", "f"]).fails(
        1,
        "chmod: invalid mode: ‘9’\nTry 'chmod --help' for more information.\n",
    );
}

#[test]
fn links_inside_of_operands_are_not_followed() {
    let dir = tree();
    utility("chmod")
        .cwd(&dir)
        .args(["-R", "700", "d"])
        .prints("");
    assert_eq!([mode(&dir, "f"), mode(&dir, "d/e/y")], [0o644, 0o700]);
    // An operand is followed.
    utility("chmod")
        .cwd(&dir)
        .args(["-R", "711", "dir-link", "link"])
        .prints("");
    assert_eq!([mode(&dir, "f"), mode(&dir, "d/x")], [0o711, 0o711]);
}

#[test]
fn options_for_links() {
    // -h: a symbolic link has no mode.
    let dir = tree();
    utility("chmod")
        .cwd(&dir)
        .args(["-v", "-h", "700", "link", "dangling", "f"])
        .prints(
            "neither symbolic link 'link' nor referent has been changed\n\
         neither symbolic link 'dangling' nor referent has been changed\n\
         mode of 'f' changed from 0644 (rw-r--r--) to 0700 (rwx------)\n",
        );
    utility("chmod")
        .cwd(&dir)
        .args(["-P", "711", "link", "dangling"])
        .prints("");
    utility("chmod")
        .cwd(&dir)
        .args(["-RP", "711", "dir-link", "dangling"])
        .prints("");
    assert_eq!([mode(&dir, "f"), mode(&dir, "d/x")], [0o700, 0o640]);

    // -L: links to directories are entered, links to files followed.
    utility("chmod")
        .cwd(&dir)
        .args(["-RL", "g+w", "dir-link"])
        .prints("");
    assert_eq!([mode(&dir, "f"), mode(&dir, "d/x")], [0o720, 0o660]);

    // -H --dereference: links inside of operands are followed, but not entered.
    let dir = tree();
    utility("chmod")
        .cwd(&dir)
        .args(["-RH", "--dereference", "o+w", "d"])
        .prints("");
    assert_eq!([mode(&dir, "f"), mode(&dir, "d/x")], [0o646, 0o642]);
    dir.symlink("gone", "d/dangling");
    utility("chmod")
        .cwd(&dir)
        .args(["-R", "--dereference", "o+w", "d"])
        .fails(
            1,
            "chmod: cannot dereference 'd/dangling': No such file or directory\n",
        );
    utility("chmod")
        .cwd(&dir)
        .args(["-RP", "--dereference", "o+w", "d"])
        .fails(1, "chmod: -R --dereference requires either -H or -L\n");
    utility("chmod")
        .cwd(&dir)
        .args(["--dereference", "o+w", "dangling"])
        .fails(1, "chmod: cannot operate on dangling symlink 'dangling'\n");
}

#[test]
fn cycles_of_links_end() {
    let dir = Dir::new();
    dir.folder("d/e").symlink("..", "d/e/up");
    set_mode(&dir, "d", 0o755);
    utility("chmod")
        .cwd(&dir)
        .args(["-RL", "700", "d"])
        .prints("");
    assert_eq!(mode(&dir, "d/e"), 0o700);
}

#[test]
fn missing_permissions_are_reported() {
    // Runs as another user, as root may read everything.
    let run = |bin: &str| {
        let dir = Dir::new();
        dir.folder("d/e").file("d/f", "").folder("closed/sub");
        for (name, bits) in [("d", 0o755), ("d/e", 0o755), ("d/f", 0o644)] {
            set_mode(&dir, name, bits);
        }
        dir.executable(bin.as_ref());
        let script = "PATH=$PWD/bin:$PATH; chmod -Rv 000 d; chmod -vR a+r,u+w d; chmod -Rc u+rwx d \
                      closed; chmod -R 300 closed; chmod -v 644 /etc/passwd; chmod -c 644 \
                      /etc/passwd; chmod -R 700 d; chmod -R 600 d";
        let run = dir.run_as_nobody(script);
        set_mode(&dir, "closed", 0o755);
        set_mode(&dir, "d", 0o755);
        run.text()
    };
    let ours = run(testing::bin_dir().join("chmod").to_str().unwrap());
    assert!(
        ours.contains("chmod: cannot read directory 'd': Permission denied"),
        "{ours}"
    );
    if gnu("chmod").is_some() {
        assert_eq!(ours, run("/usr/bin/chmod"));
    }
}

#[test]
fn depth_has_no_limit() {
    let dir = Dir::new();
    let deep = "d/".repeat(400);
    // The tree is built from below, as a path of this length is too long for the kernel.
    for _ in 0..6 {
        dir.folder("top").folder(format!("next/{deep}"));
        fs::rename(dir.join("top"), dir.join(format!("next/{deep}top"))).unwrap();
        fs::rename(dir.join("next"), dir.join("top")).unwrap();
    }
    let limited = format!(
        "ulimit -n 32; exec {} -Rc a+w top",
        testing::bin_dir().join("chmod").display()
    );
    let mut shell = testing::command("sh");
    let run = shell
        .args(["-c", &limited])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&run.stderr), "");
    let lines = run.stdout.iter().filter(|&&b| b == b'\n').count();
    assert_eq!(lines, 6 * 401 + 1);
    let removed = testing::command("/bin/rm")
        .arg("-rf")
        .arg(dir.join("top"))
        .status();
    assert!(removed.unwrap().success());
}

#[test]
fn a_directory_exchanged_for_a_link_is_not_followed() {
    let dir = Dir::new();
    dir.folder("aside")
        .folder("victim/sub")
        .file("victim/f", "")
        .file("victim/sub/g", "");
    for i in 0..20 {
        dir.folder(format!("tree/{i}"))
            .file(format!("tree/{i}/f"), "");
        dir.symlink("../victim", format!("aside/{i}"));
    }
    let victims = ["victim", "victim/sub", "victim/f", "victim/sub/g"];
    for name in victims {
        set_mode(&dir, name, 0o700);
    }
    let pair = |i| {
        (
            dir.join(format!("tree/{i}")),
            dir.join(format!("aside/{i}")),
        )
    };
    let pairs: Vec<_> = (0..20).map(pair).collect();
    testing::while_swapping(&pairs, || {
        for bits in ["755", "u=rwX,go=rX"].iter().cycle().take(200) {
            utility("chmod").cwd(&dir).args(["-R", bits, "tree"]).run();
        }
    });
    for name in victims {
        assert_eq!(mode(&dir, name), 0o700, "{name}");
    }
}

#[test]
fn files_may_vanish_during_the_walk() {
    let dir = Dir::new();
    dir.folder("t");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                fs::create_dir_all(dir.join("t/a/b")).unwrap();
                fs::remove_dir_all(dir.join("t/a")).unwrap();
            }
        });
        for _ in 0..40 {
            let run = utility("chmod").cwd(&dir).args(["-R", "755", "t"]).run();
            let said = String::from_utf8_lossy(&run.stderr).into_owned();
            assert!(run.status <= 1, "{run:?}");
            assert!(
                said.lines()
                    .all(|l| l.ends_with("No such file or directory")),
                "{said}"
            );
        }
        done.store(true, Relaxed);
    });
}

#[test]
fn a_write_error_after_another_message_has_its_reason() {
    let dir = Dir::new();
    dir.file("f", "");
    utility("chmod")
        .cwd(&dir)
        .args(["-v", "644", "f", "gone"])
        .run_into("/dev/full")
        .is(
            "",
            "chmod: cannot access 'gone': No such file or directory\n\
             chmod: write error: No space left on device\n",
            1,
        );
}
