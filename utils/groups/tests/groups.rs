//! groups: printing the groups that users are in.

use testing::{Case, Dir, bin_dir, is_root, program, utility};

#[test]
fn prints_groups_of_this_machine() {
    for args in [
        &[][..],
        &["root"],
        &["root", "daemon"],
        &["nobody", "no-such-user", "root"],
        &["--", "bin"],
    ] {
        utility("groups").args(args).like_gnu();
        utility("groups").args(args).utf8().like_gnu();
    }
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["no-such-user"][..],
        &["no-such-user", "another one"],
        &["0"],
        &[""],
        &["-x"],
        &["--foo", "root"],
    ] {
        utility("groups").args(args).recorded();
        utility("groups").args(args).utf8().recorded();
    }
    let full = utility("groups").args(["root"]).run_into("/dev/full");
    full.is("", "groups: write error: No space left on device\n", 1);
}

/// A folder with a list of users, one of groups, and the executable, which may not be accessible
/// to other users elsewhere.
fn users() -> Dir {
    let dir = Dir::new();
    dir.executable(&bin_dir().join("groups"));
    dir.file(
        "passwd",
        "root:x:0:0::/root:/bin/sh\nalice:x:1000:100::/:\nbob:x:1001:100::/:\neve:x:1007:7::/:\n",
    );
    dir.file(
        "group",
        "root:x:0:\nusers:x:100:bob\nstaff:x:50:alice,bob\nwheel:x:10:alice\n",
    );
    dir
}

/// Runs a command on a machine with just these users and groups.
fn with_users(dir: &Dir, command: &[&str]) -> Case {
    let mount = "mount --bind passwd /etc/passwd && mount --bind group /etc/group && exec \"$@\"";
    program("unshare")
        .args(["--mount", "sh", "-c", mount, "sh"])
        .args(command)
        .env(
            "PATH",
            format!("{}:/usr/bin:/bin", dir.join("bin").display()),
        )
        .cwd(dir)
}

#[test]
fn lists_the_primary_group_first() {
    let dir = users();
    if with_users(&dir, &["true"]).run().status != 0 {
        testing::skip!("namespaces are not permitted");
    }
    with_users(&dir, &["groups", "alice", "bob"])
        .prints("alice : users staff wheel\nbob : users staff\n");
    // Users are names, not numbers, and the rest is printed after a mistake.
    with_users(&dir, &["groups", "1000", "bob"]).run().is(
        "bob : users staff\n",
        "groups: '1000': no such user\n",
        1,
    );
    // A group without a name is a number.
    with_users(&dir, &["groups", "eve"]).run().is(
        "eve : 7\n",
        "groups: cannot find name for group ID 7\n",
        1,
    );
}

#[test]
fn lists_the_groups_of_the_process() {
    let dir = users();
    if !is_root() || with_users(&dir, &["true"]).run().status != 0 {
        testing::skip!("namespaces are not permitted");
    }
    let as_user = |options: &[&str]| {
        let setpriv = [&["setpriv"], options, &["groups"]].concat();
        with_users(&dir, &setpriv)
    };
    as_user(&["--reuid=1000", "--regid=100", "--groups=10,50"]).prints("users wheel staff\n");
    as_user(&["--regid=100", "--groups=50,999"]).run().is(
        "users staff 999\n",
        "groups: cannot find name for group ID 999\n",
        1,
    );
    if testing::needs_origin() {
        testing::skip!("the loader finds no library for users that differ");
    }
    // The real group, then the effective one.
    as_user(&["--rgid=100", "--groups=50"]).prints("users root staff\n");
}
