//! Integration tests of chroot. What needs root is left out for others.

use testing::{Case, Dir, bin_dir, is_root, utility};

fn chroot(args: &[&str]) -> Case {
    utility("chroot").args(args)
}

/// Asserts that it does as GNU's, which is in a folder of its own.
fn like_gnu(args: &[&str], locale: &str) {
    if testing::gnu("chroot").is_none() {
        return;
    }
    let run = |program: &std::path::Path| {
        let mut command = testing::command(program);
        std::os::unix::process::CommandExt::arg0(&mut command, "chroot");
        command
            .args(args)
            .current_dir("/usr")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", locale)
            .env("SHELL", "/bin/echo")
            .output()
    };
    let Ok(theirs) = run("/usr/sbin/chroot".as_ref()) else {
        return;
    };
    assert_eq!(run(&bin_dir().join("chroot")).unwrap(), theirs, "{args:?}");
}

#[test]
fn complains_like_gnu() {
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
        like_gnu(args, "C");
        like_gnu(args, "C.UTF-8");
    }
}

#[test]
fn runs_in_another_root() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    like_gnu(&["/"], "C");
    like_gnu(&["/", "nosuch"], "C.UTF-8");
    like_gnu(&["/", "/"], "C");
    like_gnu(&["/", "pwd"], "C");
    like_gnu(&["--skip-chdir", "/", "pwd"], "C");
    like_gnu(&["--skip-chdir", "/usr/..", "pwd"], "C");
    like_gnu(&["/", "sh", "-c", "exit 3"], "C");
    like_gnu(&["/", "printf", "%s", "--skip-chdir"], "C");
    let dir = Dir::new();
    let said = "chroot: failed to run command 'ls': No such file or directory\n";
    chroot(&[dir.path().to_str().unwrap(), "ls"]).fails(127, said);
}

#[test]
fn becomes_another_user() {
    if !is_root() {
        testing::skip!("only root may do this");
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
            like_gnu(&[options, &[root, "id"]].concat(), locale);
        }
    }
}

/// Names are known outside, where the new root has no databases.
#[test]
fn names_may_be_known_outside_only() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    // /proc alone tells who a process is, through a shell's builtins.
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
        testing::skip!("namespaces are not permitted");
    }
    assert_eq!(
        String::from_utf8(out.stdout).unwrap(),
        "Uid: 1 1 1 1\nGid: 1 1 1 1\nGroups: 1\n\
         Uid: 1 1 1 1\nGid: 29 29 29 29\nGroups: 29\n\
         Uid: 0 0 0 0\nGid: 0 0 0 0\nGroups: 5 29\n"
    );
}
