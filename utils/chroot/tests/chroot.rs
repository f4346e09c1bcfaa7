//! Integration tests of chroot. Most need root.

use testing::{Case, Dir, bin_dir, has_locale, is_root, skip, utility};

/// A run in `/usr`, with `echo` for a shell.
fn chroot(args: &[&str], locale: &str) -> Case {
    let mut case = utility("chroot").args(args).env("SHELL", "/bin/echo");
    case.command().current_dir("/usr");
    case.env("LC_ALL", locale)
}

#[test]
fn mistakes() {
    for args in [
        &[][..],
        &["--foo"],
        &["--skip-chdir"],
        &["--skip-chdir", "/tmp", "true"],
        &["--userspec"],
        &["/nonexistent"],
        &["/etc/passwd", "true"],
        &["--", ""],
    ] {
        chroot(args, "C").recorded();
        chroot(args, "C.UTF-8").recorded();
    }
}

#[test]
fn runs_in_another_root() {
    if !is_root() {
        skip!("only root may change the root directory");
    }
    chroot(&["/"], "C").recorded();
    chroot(&["/", "nosuch"], "C.UTF-8").recorded();
    chroot(&["/", "/"], "C").recorded();
    chroot(&["/", "pwd"], "C").recorded();
    chroot(&["--skip-chdir", "/", "pwd"], "C").recorded();
    chroot(&["--skip-chdir", "/usr/..", "pwd"], "C").recorded();
    chroot(&["/", "sh", "-c", "exit 3"], "C").recorded();
    chroot(&["/", "printf", "%s", "--skip-chdir"], "C").recorded();
    let dir = Dir::new();
    let root = dir.path().to_str().unwrap();
    chroot(&[root, "ls"], "C").fails(
        127,
        "chroot: failed to run command 'ls': No such file or directory\n",
    );
}

#[test]
fn messages_follow_the_locale_of_the_old_root() {
    if !is_root() {
        skip!("only root may change the root directory");
    }
    if !has_locale("en_US.UTF-8") {
        skip!("there is no locale en_US.UTF-8");
    }
    let dir = Dir::new();
    let root = dir.path().to_str().unwrap();
    let message = "chroot: failed to run command \u{2018}ls\u{2019}: No such file or directory\n";
    chroot(&[root, "ls"], "en_US.UTF-8").fails(127, message);
}

#[test]
fn becomes_another_user() {
    if !is_root() {
        skip!("only root may change the root directory");
    }
    for options in [
        &["--userspec=1:1"][..],
        &["--userspec=daemon"],
        &["--userspec=daemon:"],
        &["--userspec=:5"],
        &["--userspec=nosuch"],
        &["--userspec=12345"],
        &["--userspec=12345:"],
        &["--userspec=12345:12345"],
        &["--userspec=+1:"],
        &["--userspec=daemon:nosuch"],
        &["--userspec="],
        &["--userspec=:"],
        &["--userspec=a.b"],
        &["--userspec=daemon.bin"],
        &["--userspec=99999999999"],
        &["--userspec=:", "--groups=5"],
        &["--userspec=5", "--groups=nosuch"],
        &["--userspec=12345", "--groups=5"],
        &["--userspec=daemon", "--groups=audio,5"],
        &["--userspec=daemon", "--groups="],
        &["--groups=1,2"],
        &["--groups=1,,2,"],
        &["--groups="],
        &["--groups=,"],
        &["--groups= 1"],
        &["--groups=+5"],
        &["--groups=nosuch"],
        &["--groups=1,nosuch,x"],
        &["--groups=99999999999"],
        &["--groups=root,daemon"],
    ] {
        for (root, locale) in [("/", "C.UTF-8"), ("/proc/self/root/../", "C")] {
            // The names of groups depend on the machine.
            chroot(&[options, &[root, "id"]].concat(), locale).like_gnu();
        }
    }
}

/// The new root has no databases of users and groups.
#[test]
fn names_are_looked_up_in_the_old_root_too() {
    if !is_root() {
        skip!("only root may change the root directory");
    }
    // Without programs in the new root, a shell's builtins read the IDs from /proc.
    let mounted = "mkdir bin lib lib64 usr proc etc && mount --bind /usr usr && \
        mount --bind /proc proc && for d in bin lib lib64; do \
        [ -L /$d ] && rmdir $d && ln -s usr/$d $d || mount --bind /$d $d; done && \
        for options in --userspec=daemon --userspec=daemon:audio --groups=audio,tty; do \
        \"$0\" $options . sh -c 'while read -r line; do case $line in Uid*|Gid*|Groups*) \
        echo $line;; esac; done </proc/self/status'; done";
    let dir = Dir::new();
    let out = testing::command("unshare")
        .args(["--mount", "sh", "-c", mounted])
        .arg(bin_dir().join("chroot"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    if !out.stderr.is_empty() {
        skip!("namespaces are not permitted");
    }
    assert_eq!(
        String::from_utf8(out.stdout).unwrap(),
        "Uid: 1 1 1 1\nGid: 1 1 1 1\nGroups: 1\n\
         Uid: 1 1 1 1\nGid: 29 29 29 29\nGroups: 29\n\
         Uid: 0 0 0 0\nGid: 0 0 0 0\nGroups: 5 29\n"
    );
}

/// Whoever owns the new root could put code there that runs as root.
#[test]
fn no_module_of_the_new_root_is_loaded() {
    if !is_root() {
        skip!("only root may change the root directory");
    }
    let dir = Dir::new();
    dir.folder("root/etc")
        .file(
            "root/etc/passwd",
            "inside:x:71:72::/:/bin/sh\nother:x:73:74::/:/bin/sh\n",
        )
        .file("root/etc/group", "team:x:75:inside\n")
        .file(
            "root/etc/nsswitch.conf",
            "passwd: evil files\ngroup: evil files\n",
        );
    let chroot = bin_dir().join("chroot");
    let calls = "openat,open,connect,chroot,setuid,setgid,setgroups";
    for (user, ids) in [
        ("inside", "setgroups(2, [72, 75]) setgid(72) setuid(71)"),
        ("inside:team", "setgroups(1, [75]) setgid(75) setuid(71)"),
        ("nosuch", ""),
    ] {
        let spec = format!("--userspec={user}");
        let Some(trace) = testing::traced(&dir, calls, &chroot, &[&spec, "root", "id"]) else {
            skip!("there is no strace, or it may not trace");
        };
        let (_, inside) = trace.split_once("chroot(").expect("the root was changed");
        assert!(!inside.contains("libnss"), "{inside}");
        assert!(!inside.contains("connect("), "{inside}");
        let set: Vec<&str> = inside
            .lines()
            .filter_map(|line| line.find("set").map(|start| &line[start..]))
            .filter_map(|call| call.split_inclusive(')').next())
            .filter(|call| {
                call.starts_with("setgroups(")
                    || call.starts_with("setgid(")
                    || call.starts_with("setuid(")
            })
            .collect();
        assert_eq!(set.join(" "), ids, "{user}: {inside}");
    }
}
