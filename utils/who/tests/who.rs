//! who: showing who is logged in. The files of logins are made by the tests.

use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};
use testing::{Case, Dir, Login, Terminal, libc, utility, utmp};

fn who(dir: &Dir, args: &[&str]) -> Case {
    utility("who").args(args).cwd(dir)
}

#[test]
fn examples() {
    let dir = Dir::new();
    let login = Login {
        user: "alice",
        host: "10.0.0.7",
        time: 1_700_000_040,
        ..Login::USER
    };
    dir.file("utmp", utmp(&[login]));
    who(&dir, &["utmp"]).prints("alice    null         Nov 14 22:14 (10.0.0.7)\n");
    who(&dir, &["utmp"])
        .utf8()
        .prints("alice    null         2023-11-14 22:14 (10.0.0.7)\n");
    who(&dir, &["-TH", "utmp"]).prints(
        "NAME       LINE         TIME         COMMENT\n\
         alice    + null         Nov 14 22:14 (10.0.0.7)\n",
    );
    who(&dir, &["-q", "utmp"]).prints("alice\n# users=1\n");
}

/// A folder with the file `utmp`, which has an entry of each kind.
fn everything() -> Dir {
    let dir = Dir::new();
    let init = Login {
        pid: 0,
        line: "~",
        id: "~~",
        ..Login::USER
    };
    let user = Login::USER;
    let long = "h".repeat(256);
    let logins = [
        Login {
            kind: libc::BOOT_TIME,
            user: "reboot",
            host: "6.1",
            ..init
        },
        Login {
            kind: libc::RUN_LVL,
            pid: 53,
            user: "runlevel",
            ..init
        },
        Login {
            kind: libc::RUN_LVL,
            pid: 0x4e35,
            user: "runlevel",
            ..init
        },
        Login {
            kind: libc::RUN_LVL,
            pid: 0x3335,
            user: "runlevel",
            ..init
        },
        Login {
            kind: libc::NEW_TIME,
            line: "|",
            ..init
        },
        Login {
            kind: libc::OLD_TIME,
            line: "{",
            ..init
        },
        Login {
            kind: libc::INIT_PROCESS,
            pid: 77,
            id: "si",
            ..init
        },
        Login {
            kind: libc::LOGIN_PROCESS,
            pid: 500,
            line: "tty1",
            id: "1",
            user: "LOGIN",
            ..init
        },
        Login {
            user: "alice",
            line: "null",
            id: "2",
            time: 1_700_000_040,
            ..user
        },
        Login {
            user: "root",
            line: "nosuch",
            pid: 99,
            host: "10.0.0.7",
            ..user
        },
        Login {
            user: "averyverylonguser",
            line: "nosuch/terminal",
            host: "x:0",
            ..user
        },
        Login {
            user: &long[..32],
            line: &long[..32],
            host: &long,
            id: &long[..4],
            ..user
        },
        Login {
            user: "",
            line: "zero",
            ..user
        },
        Login {
            user: " sp ",
            line: "zero",
            host: "trailing ",
            ..user
        },
        Login {
            user: "noline",
            line: "",
            pid: 4_000_000,
            ..user
        },
        Login {
            kind: libc::DEAD_PROCESS,
            pid: 600,
            line: "pts/9",
            id: "ts/9",
            exit: (15, 3),
            ..init
        },
        Login {
            kind: libc::DEAD_PROCESS,
            pid: 601,
            user: "x",
            id: "abcd",
            ..init
        },
        Login {
            kind: libc::EMPTY,
            user: "empty",
            ..user
        },
        Login {
            kind: libc::ACCOUNTING,
            user: "acct",
            ..user
        },
    ];
    dir.file("utmp", utmp(&logins));
    dir
}

#[test]
fn lists_what_is_asked_for() {
    let dir = everything();
    for options in [
        "",
        "-b",
        "-H",
        "-p",
        "-q",
        "-s",
        "-t",
        "-T",
        "-w",
        "-bH",
        "-qH",
        "-TH",
        "-tH",
        "-sH",
        "-pH",
        "-ptH",
        "--boot",
        "--heading",
        "--process",
        "--count",
        "--short",
        "--time",
        "--mesg",
        "--mess",
        "--message",
        "--writable",
        "--ips",
    ] {
        let options: Vec<&str> = options.split_whitespace().chain(["utmp"]).collect();
        who(&dir, &options).recorded();
        who(&dir, &options).utf8().recorded();
    }
}

/// How long the terminals have been idle depends on the machine.
#[test]
fn lists_idle_times() {
    let dir = everything();
    for options in [
        "-a",
        "-d",
        "-l",
        "-r",
        "-u",
        "-uH",
        "-aH",
        "-rH",
        "-lH",
        "-dH",
        "-us",
        "-uT",
        "-lu",
        "-du",
        "-sa",
        "-as",
        "-ab",
        "-ds",
        "--all",
        "--dead",
        "--login",
        "--runlevel",
        "--users",
    ] {
        let options: Vec<&str> = options.split_whitespace().chain(["utmp"]).collect();
        who(&dir, &options).like_gnu();
        who(&dir, &options).utf8().like_gnu();
    }
}

#[test]
fn a_terminal_is_idle_since_it_was_last_read() {
    let dir = Dir::new();
    let path = dir.join("terminal");
    let line = path.to_str().unwrap();
    if line.len() > 32 {
        testing::skip!("the folder's name is too long for a login's line");
    }
    let login = Login {
        user: "alice",
        line,
        ..Login::USER
    };
    dir.file("terminal", "").file("utmp", utmp(&[login]));
    let idle = |seconds| {
        let last = SystemTime::now() - Duration::from_secs(seconds);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_times(FileTimes::new().set_accessed(last)).unwrap();
        let shown = who(&dir, &["-u", "utmp"]).run().text();
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(words[..5], ["alice", line, "Nov", "14", "22:13"], "{shown}");
        words[5].to_owned()
    };
    assert_eq!(idle(0), ".");
    assert_eq!(idle(2 * 60 * 60 + 10), "02:00");
    assert_eq!(idle(48 * 60 * 60), "old");
}

#[test]
fn looks_hosts_up() {
    let dir = Dir::new();
    let login = Login {
        user: "alice",
        host: "127.0.0.1:0",
        ..Login::USER
    };
    dir.file("utmp", utmp(&[login]));
    who(&dir, &["--lookup", "utmp"]).recorded();
}

#[test]
fn files_may_be_empty_or_cut_off() {
    let dir = Dir::new();
    let one = utmp(&[Login {
        user: "root",
        ..Login::USER
    }]);
    dir.file("empty", "")
        .file("short", &one[..100])
        .file("half", [&one, &one[..50]].concat());
    for file in ["empty", "short", "half", "nosuch", "/", ""] {
        who(&dir, &[file]).recorded();
        who(&dir, &["-qH", file]).recorded();
        // -a shows how long the terminal of the entry has been idle.
        match file {
            "half" => who(&dir, &["-a", file]).like_gnu(),
            _ => who(&dir, &["-a", file]).recorded(),
        }
    }
}

#[test]
fn shows_the_user_of_this_terminal() {
    let dir = Dir::new();
    let terminal = Terminal::new();
    let name = terminal.name();
    let line = name.strip_prefix("/dev").unwrap().to_str().unwrap();
    let logins = [
        Login {
            user: "other",
            line: "tty63",
            ..Login::USER
        },
        Login {
            user: "alice",
            line,
            ..Login::USER
        },
    ];
    dir.file("utmp", utmp(&logins));
    let input = File::open(&name).unwrap();
    let shown = who(&dir, &["-mH", "utmp"]).run_from(&input).text();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(
        lines.len() == 2 && lines[1].starts_with("alice "),
        "{shown}"
    );
    // Standard input is not a terminal.
    who(&dir, &["-m", "utmp"]).prints("");
    who(&dir, &["am", "i"]).prints("");
    who(&dir, &["mom", "likes"]).prints("");
}

/// Without utmp, the users are those that systemd-logind lists in `/run`.
#[test]
fn asks_logind_where_there_is_no_utmp() {
    let dir = Dir::new();
    let session = |user: &str, rest: &str| {
        format!("# private\nUID=1\nUSER={user}\nCLASS=user\nSTATE=active\nLEADER=1\n{rest}")
    };
    dir.file(
        "3",
        session("bob", "REALTIME=1700000050000000\nSEAT=seat0\nTTY=tty2\n"),
    );
    let remote = "REALTIME=1700000000123456\nREMOTE_HOST=10.0.0.7\nTTY=null\nSERVICE=sshd\n";
    dir.file("12", session("alice", remote));
    dir.file(
        "c1",
        session("gdm", "REALTIME=1\n").replace("=user", "=greeter"),
    );
    dir.file(
        "4",
        session("carol", "REALTIME=1700000060000000\n").replace("active", "closing"),
    );
    let gone = "REALTIME=1700000060000000\n";
    dir.file(
        "5",
        session("dave", gone).replace("LEADER=1", "LEADER=4000000"),
    );
    let script = "files=$PWD && mount -t tmpfs none /run && mkdir -p /run/systemd/sessions && \
        cp \"$files\"/* /run/systemd/sessions && \"$0\" && \"$0\" -q && \"$0\" -b | wc -l";
    let out = testing::command("unshare")
        .args(["--mount", "sh", "-c", script])
        .arg(testing::bin_dir().join("who"))
        .current_dir(dir.path())
        .env("TZ", "UTC0")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    if said.starts_with("unshare:") || said.starts_with("mount:") {
        testing::skip!("namespaces are not permitted");
    }
    assert_eq!(
        String::from_utf8_lossy(&out.stdout),
        "alice    null         Nov 14 22:13 (10.0.0.7)\n\
         bob      tty2         Nov 14 22:14\n\
         alice bob\n# users=2\n1\n",
        "{said}"
    );
}

#[test]
fn complains_like_gnu() {
    let dir = Dir::new();
    for args in [
        &["-x"][..],
        &["a", "b", "c"],
        &["--foo"],
        &["--l", "utmp"],
        &["--all=x"],
    ] {
        who(&dir, args).recorded();
        who(&dir, args).utf8().recorded();
    }
    let full = who(&dir, &["-q", "nosuch"]).run_into("/dev/full");
    full.is("", "who: write error: No space left on device\n", 1);
}
