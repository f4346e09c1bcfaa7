//! id: printing user and group numbers and names.

use testing::{Case, Dir, bin_dir, gnu, is_root, program, utility};

fn id(args: &[&str]) -> Case {
    utility("id").args(args)
}

/// A folder with a list of users, one of groups, and the executable.
fn users() -> Dir {
    let dir = Dir::new();
    dir.executable(&bin_dir().join("id"));
    dir.file(
        "passwd",
        "root:x:0:0::/root:/bin/sh\nalice:x:1000:100::/:\n7:x:1007:7::/:\nbob:x:1001:100::/:\n",
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
fn examples() {
    let dir = users();
    if with_users(&dir, &["true"]).run().status != 0 {
        testing::skip!("namespaces are not permitted");
    }
    let id = |args: &[&str]| with_users(&dir, &[&["id"], args].concat());
    let alice = "uid=1000(alice) gid=100(users) groups=100(users),50(staff),10(wheel)\n";
    let bob = "uid=1001(bob) gid=100(users) groups=100(users),50(staff)\n";
    id(&["alice"]).prints(alice);
    id(&["-u", "alice"]).prints("1000\n");
    id(&["-un", "1001"]).prints("bob\n");
    id(&["-gn", "bob"]).prints("users\n");
    id(&["-G", "alice"]).prints("100 50 10\n");
    id(&["-Gn", "alice"]).prints("users staff wheel\n");
    // With several users, a second NUL ends each list.
    id(&["-Gz", "alice", "bob"]).prints("100\x0050\x0010\0\x00100\x0050\0\0");
    id(&["1000", "+1001"]).prints([alice, bob].concat());
    // A name that looks like a number is a name, except behind a plus sign.
    id(&["7"]).prints("uid=1007(7) gid=7 groups=7\n");
    id(&["+7"]).fails(1, "id: '+7': no such user\n");
    id(&["bob", "eve", "alice"])
        .run()
        .is([bob, alice].concat(), "id: 'eve': no such user\n", 1);
}

#[test]
fn prints_the_user_of_the_process() {
    for options in [
        &[][..],
        &["-a"],
        &["-u"],
        &["-g"],
        &["-G"],
        &["-un"],
        &["-gn"],
        &["-Gn"],
        &["-ur"],
        &["-gr"],
        &["-Gr"],
        &["-unr"],
        &["-Grn"],
        &["-uz"],
        &["-gz"],
        &["-Gz"],
        &["-Gnz"],
        &["--user", "--name", "--real", "--zero"],
        &["--group"],
        &["--groups"],
        &["-a", "-u"],
        &["-uu"],
    ] {
        id(options).like_gnu();
        id(options).args(["root", "daemon", "nobody"]).like_gnu();
        id(options).args(["root"]).like_gnu();
    }
    id(&[]).env("POSIXLY_CORRECT", "1").like_gnu();
}

#[test]
fn users_are_names_or_numbers() {
    for users in [&["0"][..], &["+0"], &["1", "daemon"]] {
        id(users).like_gnu();
        id(&["-u"]).args(users).like_gnu();
        id(&["-Gn"]).args(users).like_gnu();
    }
    for users in [
        &["-5"][..],
        &["--", "-5"],
        &["no-such-user"],
        &["no-such-user", "another one"],
        &["4294967296"],
        &["+root"],
        &["0x0"],
        &["root:"],
    ] {
        id(users).recorded();
        id(&["-Gn"]).args(users).recorded();
    }
}

#[test]
fn choices_exclude_one_another() {
    for options in [
        "-ug", "-uG", "-gG", "-n", "-r", "-nr", "-z", "-zn", "-za", "-x", "-c", "-A", "-P", "-ugn",
    ] {
        id(&[options]).recorded();
    }
    // These depend on whether the kernel has SELinux.
    id(&["-Z"]).like_gnu();
    id(&["-Z", "root"]).like_gnu();
    id(&["--context", "-u"]).like_gnu();
}

#[test]
fn real_and_effective_numbers_differ() {
    if !is_root() {
        testing::skip!("only root can run a program as others");
    }
    // Other users must be able to execute it.
    let dir = Dir::new();
    dir.executable(&bin_dir().join("id"));
    let run = |numbers: &[&str], option| {
        program("setpriv")
            .args(numbers)
            .args(["bin/id", option])
            .cwd(&dir)
    };
    // What -u, -ur, -g, -gr and -G print.
    let options = ["-u", "-ur", "-g", "-gr", "-G"];
    for (numbers, expected) in [
        (
            &["--reuid=12345", "--regid=23456", "--clear-groups"][..],
            ["12345", "12345", "23456", "23456", "23456"],
        ),
        (
            &["--reuid=12345", "--regid=23456", "--groups=5,34567,23456"],
            ["12345", "12345", "23456", "23456", "23456 5 34567"],
        ),
        (
            &["--ruid=1", "--rgid=2", "--clear-groups"],
            ["0", "1", "0", "2", "2 0"],
        ),
        (
            &["--ruid=1", "--rgid=2", "--groups=2,0,5,5,7"],
            ["0", "1", "0", "2", "2 0 5 7"],
        ),
        (
            &["--euid=1", "--egid=2", "--groups=3,4"],
            ["1", "0", "2", "0", "0 2 3 4"],
        ),
    ] {
        let differ = numbers[0].starts_with("--ruid") || numbers[0].starts_with("--euid");
        if differ && testing::needs_origin() {
            testing::skip("the loader finds no library for users that differ");
            continue;
        }
        for (option, expected) in options.iter().zip(expected) {
            run(numbers, option).prints(format!("{expected}\n"));
        }
        // Names depend on the machine.
        for option in ["-a", "-un", "-unr", "-gn", "-gnr", "-Gn"] {
            let Some(mut gnu) = gnu("id") else {
                continue;
            };
            let theirs = program("setpriv")
                .args(numbers)
                .args([gnu.command().get_program(), option.as_ref()])
                .run();
            let ours = run(numbers, option).run();
            let without_path = |text: &[u8]| {
                let text = String::from_utf8_lossy(text);
                let names = text.lines().map(|line| line.rsplit('/').next().unwrap());
                names.collect::<Vec<_>>().join("\n")
            };
            assert_eq!(
                (ours.stdout, without_path(&ours.stderr), ours.status),
                (theirs.stdout, without_path(&theirs.stderr), theirs.status),
                "{numbers:?} {option}"
            );
        }
    }
}

#[test]
fn effective_numbers_are_listed_if_they_differ() {
    let dir = users();
    if !is_root() || with_users(&dir, &["true"]).run().status != 0 {
        testing::skip!("namespaces are not permitted");
    }
    if testing::needs_origin() {
        testing::skip!("the loader finds no library for users that differ");
    }
    with_users(
        &dir,
        &["setpriv", "--ruid=1000", "--rgid=100", "--groups=50", "id"],
    )
    .prints("uid=1000(alice) gid=100(users) euid=0(root) egid=0(root) groups=0(root),50(staff)\n");
}

#[test]
fn output_that_fails() {
    let full = id(&[]).run_into("/dev/full");
    full.is("", "id: write error: No space left on device\n", 1);
}

#[test]
fn groups_that_cannot_be_read_are_reported() {
    let fault = ["-e", "inject=getgroups:error=EPERM"];
    let outcome = testing::failing(&Dir::new(), &fault, &bin_dir().join("id"), &["-G"]);
    let Some((stderr, status)) = outcome else {
        testing::skip!("there is no strace, or it may not trace");
    };
    let message = "id: failed to get groups for the current process: Operation not permitted\n";
    assert!(stderr.ends_with(message), "{stderr}");
    assert_eq!(status, 1);
}
