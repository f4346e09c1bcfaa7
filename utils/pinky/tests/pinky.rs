//! Integration tests of pinky. It reads the system's own file only, so logins are shown in a
//! namespace where that is ours.

use std::process::Output;
use testing::{Case, Dir, Login, bin_dir, libc, utility, utmp};

fn pinky(args: &[&str]) -> Case {
    utility("pinky").args(args)
}

#[test]
fn tells_of_a_user() {
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
        pinky(args).env("LC_ALL", "C.UTF-8").like_gnu();
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

/// Runs a command where these are the logins, and `passwd` lists the users. None where
/// namespaces can't be made.
fn with_logins(dir: &Dir, program: &std::path::Path, args: &[&str]) -> Option<Output> {
    let set_up = "mount -t tmpfs none /run && cp utmp /run/utmp && \
        { [ ! -e passwd ] || mount --bind passwd /etc/passwd; } && exec \"$@\"";
    let out = testing::command("unshare")
        .args(["--mount", "sh", "-c", set_up, "sh"])
        .arg(program)
        .args(args)
        .current_dir(dir.path())
        .env("LC_ALL", "C")
        .env("TZ", "UTC0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    if said.starts_with("unshare:") || said.starts_with("mount:") {
        testing::skip("namespaces are not permitted");
        return None;
    }
    Some(out)
}

fn logins() -> Dir {
    let dir = Dir::new();
    let user = |user, line| Login {
        user,
        line,
        ..Login::USER
    };
    let logins = [
        Login {
            host: "10.0.0.7",
            ..user("root", "null")
        },
        Login {
            pid: 4_000_000,
            ..user("daemon", "zero")
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
        user("games", ""),
    ];
    dir.file("utmp", utmp(&logins));
    dir
}

#[test]
fn lists_logins() {
    let dir = logins();
    let ours = bin_dir().join("pinky");
    for args in [
        &[][..],
        &["-s"],
        &["-f"],
        &["-w"],
        &["-i"],
        &["-q"],
        &["-fq"],
        &["-fw"],
        &["root", "nosuchuser"],
        &["nobodyhere"],
    ] {
        let Some(shown) = with_logins(&dir, &ours, args) else {
            return;
        };
        if testing::gnu("pinky").is_none() {
            return;
        }
        let theirs = with_logins(&dir, "/usr/bin/pinky".as_ref(), args).unwrap();
        assert_eq!(shown, theirs, "{args:?}");
    }
}

#[test]
fn shows_names_projects_and_plans() {
    let dir = logins();
    let home = dir.path().to_str().unwrap();
    dir.file(
        "passwd",
        format!("games:x:5:60:&, the & & c,x:{home}:/bin/sh\nb:x:6:6::{home}:\n"),
    );
    dir.file(".project", "one\n").file(".plan", "two\nlines");
    let ours = bin_dir().join("pinky");
    for args in [
        &["-l", "games", "b"][..],
        &["-lh", "games"],
        &["-lp", "games"],
        &["-lb", "games"],
        &["-f", "games"],
    ] {
        let Some(shown) = with_logins(&dir, &ours, args) else {
            return;
        };
        if testing::gnu("pinky").is_none() {
            return;
        }
        let theirs = with_logins(&dir, "/usr/bin/pinky".as_ref(), args).unwrap();
        assert_eq!(shown, theirs, "{args:?}");
    }
}
