//! pinky: showing information about users.
//!
//! It reads only the system's own file of logins, so most tests run in a namespace in which that
//! file is theirs.

use std::ffi::OsStr;
use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};
use testing::{Case, Dir, Login, bin_dir, gnu, libc, program, utility, utmp};

fn pinky(args: &[&str]) -> Case {
    utility("pinky").args(args)
}

/// A folder with logins, a list of users, and the file `idle` in place of a terminal, which has
/// been idle for two hours.
fn machine() -> Dir {
    let dir = Dir::new();
    let user = |user, line| Login {
        user,
        line,
        ..Login::USER
    };
    let logins = [
        Login {
            host: "10.0.0.7",
            ..user("alice", "/run/idle")
        },
        Login {
            pid: 4_000_000,
            ..user("bob", "/run/now")
        },
        Login {
            host: "h:1",
            ..user("nosuchuser", "nosuch/terminal")
        },
        Login {
            kind: libc::LOGIN_PROCESS,
            ..user("LOGIN", "tty9")
        },
        user("", "tty8"),
    ];
    let home = dir.path().display();
    dir.file("utmp", utmp(&logins)).file("idle", "").file(
        "passwd",
        format!(
            "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:100:Alice Example,Room 3:{home}:/bin/sh\n\
             bob:x:1001:100:& the &,x:/nonexistent:\n"
        ),
    );
    dir.file(".project", "one\n").file(".plan", "two\nlines");
    let idle = Duration::from_secs(2 * 60 * 60 + 10);
    let times = FileTimes::new().set_accessed(SystemTime::now() - idle);
    let file = File::options().write(true).open(dir.join("idle")).unwrap();
    file.set_times(times).unwrap();
    dir
}

/// Runs a command on that machine.
fn on_machine(dir: &Dir, command: &OsStr, args: &[&str]) -> Case {
    let set_up = "mount -t tmpfs none /run && cp utmp /run/utmp && \
        : >/run/now && chmod 620 /run/now && : >/run/idle && mount --bind idle /run/idle && \
        mount --bind passwd /etc/passwd && exec \"$@\"";
    program("unshare")
        .args(["--mount", "sh", "-c", set_up, "sh"])
        .args([command])
        .args(args)
        .env("PATH", format!("{}:/usr/bin:/bin", bin_dir().display()))
        .cwd(dir)
}

fn has_namespaces(dir: &Dir) -> bool {
    on_machine(dir, "true".as_ref(), &[]).run().status == 0
}

#[test]
fn lists_logins() {
    let dir = machine();
    if !has_namespaces(&dir) {
        testing::skip!("namespaces are not permitted");
    }
    let pinky = |args: &[&str]| on_machine(&dir, "pinky".as_ref(), args);
    // A star marks a terminal that accepts no messages, a question mark one that is not there.
    pinky(&[]).prints(
        "Login    Name                 TTY      Idle   When         Where\n\
         alice    Alice Example       */run/idle 02:00  Nov 14 22:13 10.0.0.7\n\
         bob      Bob the Bob          /run/now        Nov 14 22:13\n\
         nosuchuser                 ??? ?nosuch/terminal ?????  Nov 14 22:13 h:1\n",
    );
    pinky(&["-q", "alice"]).prints(
        "Login     TTY      When        \n\
         alice    */run/idle Nov 14 22:13\n",
    );
    pinky(&["-fw", "bob", "alice"]).prints(
        "alice    */run/idle 02:00  Nov 14 22:13 10.0.0.7\n\
         bob       /run/now        Nov 14 22:13\n",
    );
    pinky(&["-f", "nobodyhere"]).prints("");
    for args in [
        &[][..],
        &["-s"],
        &["-f"],
        &["-w"],
        &["-i"],
        &["-q"],
        &["-fq"],
        &["-fw"],
        &["bob", "nosuchuser"],
        &["nobodyhere"],
    ] {
        same_as_gnu(&dir, args);
    }
}

#[test]
fn shows_names_projects_and_plans() {
    let dir = machine();
    if !has_namespaces(&dir) {
        testing::skip!("namespaces are not permitted");
    }
    let pinky = |args: &[&str]| on_machine(&dir, "pinky".as_ref(), args);
    let home = dir.path().display();
    pinky(&["-l", "alice"]).prints(format!(
        "Login name: alice                       In real life:  Alice Example\n\
         Directory: {home:<29}Shell:  /bin/sh\nProject: one\nPlan:\ntwo\nlines\n"
    ));
    pinky(&["-lbp", "alice"]).prints(
        "Login name: alice                       In real life:  Alice Example\n\
         Project: one\n\n",
    );
    pinky(&["-lbhp", "bob", "eve"]).prints(
        "Login name: bob                         In real life:  Bob the Bob\n\n\
         Login name: eve                         In real life:  ???\n",
    );
    for args in [
        &["-l", "alice", "bob"][..],
        &["-lh", "alice"],
        &["-lp", "alice"],
        &["-lb", "alice"],
    ] {
        same_as_gnu(&dir, args);
    }
}

#[track_caller]
fn same_as_gnu(dir: &Dir, args: &[&str]) {
    if let Some(mut gnu) = gnu("pinky") {
        let theirs = on_machine(dir, gnu.command().get_program(), args).run();
        let ours = on_machine(dir, "pinky".as_ref(), args).run();
        assert_eq!(ours, theirs);
    }
}

#[test]
fn shows_users_of_this_machine() {
    for args in [
        &["-l", "root"][..],
        &["-l", "root", "daemon", "nosuch"],
        &["-l", ""],
        &["-lb", "root"],
        &["-lbhp", "root"],
        &["-lq", "root"],
        &["-sl", "man"],
    ] {
        pinky(args).like_gnu();
        pinky(args).utf8().like_gnu();
    }
    pinky(&["-l", "nosuch"]).prints("Login name: nosuch                      In real life:  ???\n");
}

#[test]
fn complains_like_gnu() {
    for args in [&["-l"][..], &["-x"], &["--foo"], &["-lfs", "-l"]] {
        pinky(args).recorded();
    }
    let full = pinky(&[]).run_into("/dev/full");
    full.is("", "pinky: write error: No space left on device\n", 1);
}
