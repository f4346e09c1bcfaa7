//! users: printing the names of users who are logged in.

use testing::{Case, Dir, Login, libc, utility, utmp};

fn users(dir: &Dir, args: &[&str]) -> Case {
    utility("users").args(args).cwd(dir)
}

#[test]
fn prints_sorted_names() {
    let dir = Dir::new();
    let login = |user| Login {
        user,
        ..Login::USER
    };
    let logins = [
        login("root"),
        login("bob"),
        login(""),
        login(" sp "),
        Login {
            kind: libc::LOGIN_PROCESS,
            ..login("LOGIN")
        },
        Login {
            kind: libc::DEAD_PROCESS,
            ..login("gone")
        },
        Login {
            pid: 4_000_000,
            ..login("bob")
        },
        login("Zoe"),
    ];
    dir.file("utmp", utmp(&logins)).file("empty", "");
    users(&dir, &["utmp"]).prints(" sp Zoe bob bob root\n");
    for args in [
        &["utmp"][..],
        &["empty"],
        &["nosuch"],
        &["/"],
        &["--", "utmp"],
    ] {
        users(&dir, args).recorded();
    }
}

#[test]
fn complains_like_gnu() {
    let dir = Dir::new();
    for args in [&["a", "b"][..], &["-x"], &["--foo"]] {
        users(&dir, args).recorded();
    }
    dir.file(
        "utmp",
        utmp(&[Login {
            user: "a",
            ..Login::USER
        }]),
    );
    let full = users(&dir, &["utmp"]).run_into("/dev/full");
    full.is("", "users: write error: No space left on device\n", 1);
}
