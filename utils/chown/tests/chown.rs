//! Integration tests of chown.

use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use testing::{Dir, bad_name, gnu, in_each_set, is_root, program, skip, utility, while_swapping};

/// Files, directories and links, which belong to 1:2 if the test is run by root.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.folder("d/e")
        .file("f", "")
        .file("d/x", "")
        .file("d/e/y", "");
    for (target, name) in [
        ("f", "link"),
        ("gone", "dangling"),
        ("d", "dir-link"),
        ("loop", "loop"),
        ("../f", "d/to-f"),
        ("e", "d/to-e"),
    ] {
        dir.symlink(target, name);
    }
    if is_root() {
        for name in NAMES {
            lchown(dir.join(name), Some(1), Some(2)).unwrap();
        }
    }
    dir
}

const NAMES: [&str; 11] = [
    "f", "d", "d/x", "d/e", "d/e/y", "link", "dangling", "dir-link", "loop", "d/to-f", "d/to-e",
];

fn owner(dir: &Dir, name: &str) -> (u32, u32) {
    let metadata = fs::symlink_metadata(dir.join(name)).unwrap();
    (metadata.uid(), metadata.gid())
}

/// Asserts that ours and GNU's print the same, and change two equal trees alike.
#[track_caller]
fn same_as_gnu(args: &[&str]) {
    let (ours, theirs) = (tree(), tree());
    let Some(gnu) = gnu("chown") else { return };
    let expected = gnu.cwd(&theirs).args(args).run();
    let done = utility("chown").cwd(&ours).args(args).run();
    done.is(&expected.stdout, &expected.stderr, expected.status);
    for name in NAMES {
        assert_eq!(owner(&ours, name), owner(&theirs, name), "{args:?}: {name}");
    }
}

#[test]
fn owners_and_groups_in_all_forms() {
    for spec in [
        "root:root",
        "root:",
        ":root",
        "root",
        "0",
        "0:",
        "+0",
        ":+0",
        "0:0",
        "00",
        " 0",
        "nosuch",
        "nosuch:",
        "root:nosuch",
        "nosuch:nosuch",
        ":",
        "",
        ".",
        "root.root",
        "root.",
        ".root",
        "1.5",
        "0.",
        "root.nosuch",
        "nosuch.root",
        "4294967294",
        "4294967295",
        "4294967296",
        "-1",
        "+-1",
        "+ 0",
        "0x10",
        ":4294967295",
        "daemon:",
        "0:daemon",
        "daemon:0",
        "a b",
        "a\nb",
        "root:root:root",
        "+root",
        "+:5",
    ] {
        for option in ["-v", "-c", "-vh"] {
            same_as_gnu(&[option, "--", spec, "f", "d", "link", "gone"]);
        }
    }
}

#[test]
fn options_for_links() {
    for options in [
        &["-R"][..],
        &["-RH"],
        &["-RP"],
        &["-Rh"],
        &["-RhH"],
        &["-RhL"],
        &["-R", "--dereference"],
        &["-RH", "--dereference"],
        &["-h"],
        &["-H"],
        &["-L"],
        &["-RPL"],
        &["-RLP"],
        &["-R", "--no-dereference"],
        &["--dereference"],
    ] {
        for more in [
            &["5:6"][..],
            &[":6"],
            &["--from=1", "9"],
            &["--from=7", "9"],
            &["--from=:2", "9:9"],
            &["--from=1:2", "8"],
            &["--reference=/etc/passwd"],
            &["1:2"],
        ] {
            let args = [options, &["-v"], more, &["f", "d", "link", "dir-link"]].concat();
            same_as_gnu(&args);
        }
        // -c: with -v, GNU's reports an old owner of files that it could not look at.
        let args = [options, &["-c", "5:6", "dangling", "gone", "loop", "d/"]].concat();
        same_as_gnu(&args);
    }
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["0"],
        &["--reference=f"],
        &["--reference=gone", "f"],
        &["--from=nosuch", "0", "f"],
        &["--from=0.0", "0", "f"],
        &["--from=1:", "0", "f"],
        &["0", ""],
        &["-v", "0", "a b"],
        &["--re", "f"],
        &["-z"],
        &["--from"],
        &["-R", "--preserve-root", "0", "/"],
        &["-R", "--preserve-root", "0", "//", "/.", "/.."],
        &["-RL", "--preserve-root", "0", "/"],
    ] {
        same_as_gnu(args);
    }
    let dir = tree();
    dir.symlink("/", "slash");
    utility("chown")
        .cwd(&dir)
        .args(["-RH", "--preserve-root", "0", "slash"])
        .recorded();
    utility("chown")
        .cwd(&dir)
        .args(["-v", "1", "f"])
        .run_into("/dev/full")
        .is("", "chown: write error: No space left on device\n", 1);
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "");
    let args = ["-v".into(), "0:0".into(), bad_name()];
    utility("chown").cwd(&dir).args(args).like_gnu();
}

#[test]
fn missing_permissions_are_reported() {
    let run = |bin: &str| {
        let dir = Dir::new();
        dir.folder("d/e")
            .file("d/f", "")
            .folder("closed/sub")
            .file("f", "");
        dir.executable(bin.as_ref());
        let run = dir.run_as_nobody(
            "PATH=$PWD/bin:$PATH; chown -v 0 f; chown -v 0:0 /etc/passwd; chown -v 5:7 f; \
             chown -v :7 f; chown -v '' /etc/passwd; chown -vf 5 f; chown -v :65534 f; \
             chmod 0 closed; chown -vR 5 closed; chown -R :65534 closed; chown -v 5 closed/sub; \
             chown -c 65534:65534 f; chown --from=0 5 f; chown -v --from=65534 5 f; chown -cR 5 d; \
             chown -v --reference=/etc/passwd f",
        );
        fs::set_permissions(
            dir.join("closed"),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        run.text()
    };
    let ours = run(testing::bin_dir().join("chown").to_str().unwrap());
    assert!(
        ours.contains("chown: changing ownership of 'f': Operation not permitted"),
        "{ours}"
    );
    if gnu("chown").is_some() {
        assert_eq!(ours, run("/usr/bin/chown"));
    }
}

#[test]
fn depth_has_no_limit() {
    let dir = Dir::new();
    let deep = "d/".repeat(400);
    for _ in 0..6 {
        dir.folder("top").folder(format!("next/{deep}"));
        fs::rename(dir.join("top"), dir.join(format!("next/{deep}top"))).unwrap();
        fs::rename(dir.join("next"), dir.join("top")).unwrap();
    }
    let ids = if is_root() { "3:4" } else { ":" };
    let limited = format!(
        "ulimit -n 32; exec {} -R {ids} top",
        testing::bin_dir().join("chown").display()
    );
    let mut shell = testing::command("sh");
    let run = shell
        .args(["-c", &limited])
        .current_dir(dir.path())
        .output();
    let run = run.unwrap();
    assert_eq!(String::from_utf8_lossy(&run.stderr), "");
    let find = "find top \\( -not -uid 3 -o -not -gid 4 \\) -printf x; find top -printf .";
    let found = testing::command("sh")
        .args(["-c", find])
        .current_dir(dir.path())
        .output();
    let found = found.unwrap().stdout;
    assert_eq!(found.iter().filter(|&&b| b == b'.').count(), 6 * 401 + 1);
    assert!(!is_root() || !found.contains(&b'x'));
    let removed = testing::command("/bin/rm")
        .arg("-rf")
        .arg(dir.join("top"))
        .status();
    assert!(removed.unwrap().success());
}

#[test]
fn a_directory_exchanged_for_a_link_is_not_followed() {
    if !is_root() {
        skip!("only root may give files away");
    }
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
    let pair = |i| {
        (
            dir.join(format!("tree/{i}")),
            dir.join(format!("aside/{i}")),
        )
    };
    let pairs: Vec<_> = (0..20).map(pair).collect();
    let cases = [&["7:8"][..], &["--from=7", "9"], &["-h", "6"]];
    while_swapping(&pairs, || {
        for args in cases.iter().cycle().take(200) {
            let chown = utility("chown").cwd(&dir).args(["-R"]);
            chown.args(*args).args(["tree"]).run();
        }
    });
    for name in ["victim", "victim/sub", "victim/f", "victim/sub/g"] {
        assert_eq!(owner(&dir, name), (0, 0), "{name}");
    }
}

#[test]
fn from_checks_the_file_that_is_changed() {
    if !is_root() {
        skip!("only root may give files away");
    }
    let dir = Dir::new();
    dir.file("f", "").file("victim", "");
    lchown(dir.join("f"), Some(1), Some(1)).unwrap();
    while_swapping(&[(dir.join("f"), dir.join("victim"))], || {
        for _ in 0..in_each_set(300) {
            let chown = utility("chown").cwd(&dir);
            chown.args(["--from=1", "1:5", "f"]).run();
        }
    });
    let owners = [owner(&dir, "f"), owner(&dir, "victim")];
    assert!(owners.contains(&(0, 0)), "{owners:?}");
}

/// GNU's chown prints the owner from memory that it has not set.
#[test]
fn a_link_that_cannot_be_followed_is_named_with_its_own_owner() {
    let dir = Dir::new();
    dir.symlink("gone", "dangling").symlink("loop", "loop");
    let owner = fs::symlink_metadata(dir.join("loop")).unwrap().uid();
    let named = program("stat").cwd(&dir).args(["-c%U", "loop"]);
    let named = String::from_utf8(named.run().stdout).unwrap();
    let named = match named.trim_end() {
        "UNKNOWN" => owner.to_string(),
        name => name.to_owned(),
    };
    for (link, reason) in [
        ("dangling", "No such file or directory"),
        ("loop", "Too many levels of symbolic links"),
    ] {
        let output = format!("failed to change ownership of '{link}' from {named} to 65432\n");
        let messages = format!("chown: cannot dereference '{link}': {reason}\n");
        let chown = utility("chown").cwd(&dir).args(["-v", "65432", link]);
        chown.run().is(output, messages, 1);
    }
}
