//! uptime: printing how long the system has been running.

use testing::{Dir, Login, utility, utmp};

/// Runs uptime, and checks the time of day and the load averages. Returns what is between them.
fn middle(args: &[&str], dir: &Dir) -> String {
    let shown = utility("uptime").args(args).cwd(dir).run().text();
    let (time, rest) = shown.split_at(11);
    let digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "9");
    assert_eq!(digits(time), " 99:99:99  ", "{shown}");
    let (middle, load) = rest.split_once(",  load average: ").unwrap();
    let loads: Vec<&str> = load.strip_suffix('\n').unwrap().split(", ").collect();
    assert_eq!(loads.len(), 3, "{shown}");
    assert!(
        loads.iter().all(|load| load.parse::<f64>().is_ok()),
        "{shown}"
    );
    middle.to_owned()
}

#[test]
fn prints_the_time_users_and_load() {
    let dir = Dir::new();
    let login = Login {
        user: "a",
        ..Login::USER
    };
    dir.file("none", "")
        .file("one", utmp(&[login]))
        .file("two", utmp(&[login, login]));
    let seconds = || {
        let text = std::fs::read_to_string("/proc/uptime").unwrap();
        text.split('.').next().unwrap().parse::<u64>().unwrap()
    };
    for (file, users) in [("none", "0 users"), ("one", "1 user"), ("two", "2 users")] {
        let expected = |seconds: u64| {
            let (days, hours, minutes) = (seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60);
            let days = match days {
                0 => "up  ".to_owned(),
                1 => "up 1 day ".to_owned(),
                _ => format!("up {days} days "),
            };
            format!("{days}{hours:2}:{minutes:02},  {users}")
        };
        // A minute may begin between the two.
        let before = expected(seconds());
        let shown = middle(&[file], &dir);
        assert!(shown == before || shown == expected(seconds()), "{shown}");
    }
}

#[test]
fn takes_one_file() {
    let hint = "Try 'uptime --help' for more information.\n";
    utility("uptime")
        .args(["a", "b"])
        .fails(1, format!("uptime: extra operand 'b'\n{hint}"));
    utility("uptime")
        .args(["-x"])
        .fails(1, format!("uptime: invalid option -- 'x'\n{hint}"));
    let full = utility("uptime").run_into("/dev/full");
    full.is("", "uptime: write error: No space left on device\n", 1);
}
