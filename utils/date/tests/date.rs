//! date: formats, date strings, files of them, and setting the clock.
//!
//! Beware of valid values of `--set` and of valid operands made of digits: run by root, they set
//! the clock of the machine. Only [`unable_to_set`] may be given them.

use std::os::unix::process::CommandExt;
use testing::{Case, Chance, Dir, bad_name, bin_dir, libc, skip, utility};

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "EST5EDT,M3.2.0,M11.1.0",
    "XXX-9:08:07",
    "<-00>0",
    "Australia/Lord_Howe",
];

fn date(zone: &str, args: &[&str]) -> Case {
    utility("date").env("TZ", zone).args(args)
}

/// Asserts that `text` describes the time `expected` in UTC.
#[track_caller]
fn reads(text: &str, expected: &str) {
    date("UTC", &["-d", text, "+%F %T.%N"]).prints(format!("{expected}\n"));
}

#[test]
fn default_formats() {
    date("UTC", &["-d", "@0"]).prints("Thu Jan  1 00:00:00 UTC 1970\n");
    date("UTC", &["-d", "@0"]).utf8().recorded();
    date("Europe/Berlin", &["-u", "-d", "@0"]).prints("Thu Jan  1 00:00:00 UTC 1970\n");
    for option in [
        "-I",
        "-Idate",
        "-Ihours",
        "-Im",
        "-Iseconds",
        "-Ins",
        "-R",
        "--rfc-email",
        "--rfc-822",
        "--rfc-3339=date",
        "--rfc-3339=seconds",
        "--rfc-3339=ns",
        "--iso",
        "--iso=n",
        "+",
        "+x%",
    ] {
        date("Asia/Kolkata", &["-d", "@1088726469.0456789", option]).recorded();
    }
    date("UTC", &["--resolution"]).prints("0.000000001\n");
}

/// The letters of directives, and a few that are not.
const LETTERS: &str = "aAbBcCdDeFgGhHIjklmMnNpPqrRsStTuUVwWxXyYzZ%EOQfi:+v";

#[test]
fn directives() {
    let july = |format: &str| date("Europe/Berlin", &["-d", "@1088726469.0456789", format]);
    for letter in LETTERS.chars() {
        july(&format!("+%{letter}|%E{letter}|%O{letter}")).recorded();
    }
    for flags in [
        "-", "_", "0", "^", "#", "+", "12", "-12", "_12", "^_12", "1",
    ] {
        july(&format!(
            "+%{flags}d|%{flags}a|%{flags}N|%{flags}Y|%{flags}z"
        ))
        .recorded();
    }
    for colons in ["", ":", "::", ":::", "::::"] {
        july(&format!("+%{colons}z")).recorded();
        date("XXX+0:00:05", &[&format!("+%{colons}z")]).recorded();
    }
    july("+%-N %%-N %3N %:").prints("045678900 %-N 045 %:\n");
}

#[test]
fn every_directive_with_every_flag() {
    for zone in ["Europe/Berlin", "XXX+0:00:05"] {
        for modifier in ["", "E", "O", ":", "::", ":::", "::::"] {
            let mut format = "+".to_owned();
            for letter in LETTERS.chars() {
                for flags in [
                    "", "-", "_", "0", "^", "#", "+", "12", "-12", "_12", "+012", "^_3", "1",
                ] {
                    format.push_str(&format!("%{flags}{modifier}{letter}|"));
                }
            }
            for time in [
                "@1088726469.0456789",
                "@-62167219201",
                "@253402300800",
                "@-99999999999.5",
            ] {
                date(zone, &["-d", time, &format]).like_gnu();
            }
        }
    }
}

/// The first and last days of a year, of which some are in weeks of another year.
#[test]
fn weeks() {
    let days = |year: u32| {
        [
            "01-01", "01-03", "01-04", "02-28", "12-28", "12-29", "12-31",
        ]
        .map(|day| format!("{year:04}-{day}\n"))
        .concat()
    };
    let format = "+%F %G %g %V %U %W %u %w %j %q %C %y";
    for year in 1990..2030 {
        let weeks = date("UTC", &["-f", "-", format]);
        weeks.stdin(days(year)).recorded();
    }
    let many: String = (1..3000).step_by(7).map(days).collect();
    date("UTC", &["-f", "-", format]).stdin(many).like_gnu();
}

#[test]
fn date_strings() {
    reads("2004-05-01 10:11:12.5", "2004-05-01 10:11:12.500000000");
    reads("2004-05-01T10:11-05:30", "2004-05-01 15:41:00.000000000");
    reads("5/1/04 3pm", "2004-05-01 15:00:00.000000000");
    reads("1 may 72 EST", "1972-05-01 05:00:00.000000000");
    reads("20040501 1011", "2004-05-01 10:11:00.000000000");
    reads("2004-01-31 1 month", "2004-03-02 00:00:00.000000000");
    reads(
        "2004-05-01 10:00 2 hours ago",
        "2004-05-01 08:00:00.000000000",
    );
    reads(
        "10:00 2 days ago 2004-05-01",
        "2004-04-29 10:00:00.000000000",
    );
    reads("@-1.5", "1969-12-31 23:59:58.500000000");
    reads(
        "TZ=\"America/New_York\" 2004-05-01 10:00 (lunch (soon))",
        "2004-05-01 14:00:00.000000000",
    );
}

/// GNU date reads these since 9.11.
#[test]
fn days_before_months_with_dots() {
    reads("24.12.2010", "2010-12-24 00:00:00.000000000");
    reads("1.2.03 10:00", "2003-02-01 10:00:00.000000000");
    reads("10:00 1.2.69", "1969-02-01 10:00:00.000000000");
    for text in [
        "32.1.2004",
        "1.13.2004",
        "1.2.003",
        "1.2.3",
        "1.2.2003.",
        "1.2..",
        "32.1.",
    ] {
        date("UTC", &["-d", text]).fails(1, format!("date: invalid date '{text}'\n"));
    }
}

/// GNU date reads these since 9.11. The year is the current one.
#[test]
fn days_before_months_without_a_year() {
    let reads = |text: &str, format: &str, expected: &str| {
        date("UTC", &["-d", text, format]).prints(format!("{expected}\n"));
    };
    reads("7.3.", "+%m-%d", "03-07");
    reads("25.12.", "+%m-%d", "12-25");
    for text in ["7.3. 4:05:06.7", "4:05:06.7 7.3."] {
        reads(text, "+%m-%d-%T", "03-07-04:05:06");
    }
    for text in ["7.3. 8", "8 7.3."] {
        reads(text, "+%m-%d-%H", "03-07-08");
    }
}

/// The last of these options counts since 9.8.
#[test]
fn formats_chosen_by_options() {
    let at = |options: &[&str]| date("UTC", &["-d", "2024-03-09 01:02:03"]).args(options);
    at(&["-Ihours", "-Iseconds"]).prints("2024-03-09T01:02:03+00:00\n");
    at(&["-R", "-I"]).prints("2024-03-09\n");
    at(&["-I", "-R"]).prints("Sat, 09 Mar 2024 01:02:03 +0000\n");
    at(&["--rfc-3339=ns", "-R", "--rfc-3339=date"]).prints("2024-03-09\n");
    at(&["-I", "-R", "+%d"]).fails(1, "date: multiple output formats specified\n");
}

#[test]
fn debugging_names_what_is_doubtful() {
    let gap = date("Europe/Madrid", &["--debug", "-d", "2021-03-28 02:15:00"]).run();
    let text = gap.text();
    let reasons = text.split_once("possible reasons:\n").expect("reasons").1;
    let lines: Vec<&str> = reasons.lines().collect();
    let count = lines
        .iter()
        .position(|line| line.ends_with("timezone"))
        .unwrap();
    let expected = [
        "date:        nonexistent due to daylight-saving time;",
        "date:        invalid day/month combination;",
    ];
    assert_eq!(lines[..2], expected, "{text}");
    assert_eq!(lines[count], "date:        missing timezone", "{text}");
    let message = "date: only using last of multiple -d options\n";
    let several = date("UTC", &["--debug", "-d", "@1", "-d", "@2", "+%s"]).run();
    assert_eq!(several.stdout, b"2\n");
    assert!(
        several.stderr.starts_with(message.as_bytes()),
        "{several:?}"
    );
    let one = date("UTC", &["--debug", "-d", "@1", "+%s"]).run();
    assert!(!one.text().contains("multiple"), "{one:?}");
}

#[test]
fn a_line_is_answered_before_the_next_one_is_read() {
    use std::io::{BufRead, BufReader, Write};
    let mut case = date("UTC", &["-f", "-", "+%F"]).env("_STDBUF_O", "L");
    let piped = std::process::Stdio::piped;
    let mut child = case
        .command()
        .stdin(piped())
        .stdout(piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    for (asked, answer) in [("@0", "1970-01-01"), ("@86400", "1970-01-02")] {
        writeln!(input, "{asked}").unwrap();
        assert_eq!(output.next().unwrap().unwrap(), answer);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// The result depends on the day of the run, so it cannot be recorded.
#[test]
fn days_that_are_near() {
    for text in [
        "",
        " ",
        "today",
        "tomorrow",
        "yesterday",
        "next friday",
        "last mon",
        "this sun",
        "third tue",
        "mon",
        "1 week ago",
        "next month",
        "fortnight",
        "12am",
        "may 5",
        "5/6",
        "z",
        "0 mon",
        "13 mon",
    ] {
        for zone in ["UTC", "Asia/Kolkata"] {
            date(zone, &["-d", text, "+%F"]).like_gnu();
        }
    }
}

#[test]
fn invalid_strings() {
    for text in [
        "foo",
        "2004-02-30",
        "24:00",
        "10:00:60",
        "13pm",
        "0am",
        "jan",
        "10:00 11:00",
        "mon tue",
        "noon",
        "2004-05-01T10",
        "utc gmt",
        "10:00+25",
        "99999999999999999999",
        "99999999999 years",
        ",",
        "it's",
        "@",
        "@1 2",
        "10.5",
        "TZ=\"x",
        "\u{e9}",
        "9223372036854775807 weeks",
        "@99999999999999999",
        "2147485548-01-01",
        "@9223372036854775807",
    ] {
        date("Europe/Berlin", &["-d", text]).recorded();
        date("Europe/Berlin", &["-d", text]).utf8().recorded();
    }
    date("Europe/Berlin", &["-d", "2004-03-28 02:30"]).recorded();
    utility("date").args([bad_name()]).recorded();
}

/// Returns an item of a date string.
fn an_item(chance: &mut Chance) -> String {
    let (number, small) = (chance.below(60), chance.below(13));
    let unit = chance.pick(&[
        "year",
        "months",
        "week",
        "days",
        "fortnight",
        "hours",
        "min",
        "secs",
    ]);
    let month = chance.pick(&["jan", "Feb.", "sept", "october", "DEC"]);
    let day = chance.pick(&["sun", "mon,", "tues", "wednesday", "thur", "fri."]);
    match chance.below(16) {
        0 => format!("{number} {unit} ago"),
        1 => format!("+{number} {unit}"),
        2 => format!("-{number} {unit}"),
        3 => format!(
            "{} {unit}",
            chance.pick(&["last", "next", "this", "third", "twelfth"])
        ),
        4 => format!(
            "{} {day}",
            chance.pick(&["last", "next", "first", "tenth", ""])
        ),
        5 => format!("{small}:{number}"),
        6 => format!(
            "{small}:{number:02}{}",
            chance.pick(&["am", " P.M.", "+5", "-0330", "Z"])
        ),
        7 => format!("{small:02}:{number:02}:{small:02}.{number}"),
        8 => chance
            .pick(&[
                "UTC", "EST", "CEST", "CET DST", "IST", "a", "n", "T", "pdt", "est+2",
            ])
            .to_owned(),
        9 => format!("{small} {month}"),
        10 => format!("{month} {small}, 20{number:02}"),
        11 => format!("{small}-{month}-{number:02}"),
        12 => number.to_string(),
        13 => chance
            .pick(&[
                "(x)",
                "-",
                ",",
                "dst",
                "ago",
                "foo",
                "+5",
                "1.5 sec",
                "-1.25 sec",
            ])
            .to_owned(),
        14 => chance
            .pick(&["now", "tomorrow", "yesterday", "today"])
            .to_owned(),
        _ => format!("{small}/{number}"),
    }
}

/// `--debug` shows how a date string is taken apart.
#[test]
fn generated_strings_with_debug_output() {
    let mut chance = Chance::seeded(1);
    for round in 0..400 {
        let (month, day) = (1 + chance.below(12), 1 + chance.below(31));
        let year = 1970 + chance.below(80);
        // A date and a time make the result independent of the time of the run.
        let mut text = format!("{year}-{month:02}-{day:02} {:02}:30", chance.below(24));
        for _ in 0..chance.below(4) {
            text = match chance.below(4) {
                0 => format!("{} {text}", an_item(&mut chance)),
                _ => format!("{text} {}", an_item(&mut chance)),
            };
        }
        let zone = ZONES[round % ZONES.len()];
        date(zone, &["--debug", "-d", &text, "+%F %T.%N %z"]).like_gnu();
    }
}

#[test]
fn debug_output_names_the_format() {
    for format in ["+%F", "+'\\\u{e9}\n", "--iso-8601", "--rfc-3339=ns"] {
        for case in [date("UTC0", &[]), date("UTC0", &[]).utf8()] {
            case.args(["--debug", "-d@1", format]).recorded();
        }
    }
}

#[test]
fn lines_of_a_file() {
    let dir = Dir::new();
    dir.file("f", "@5\nfoo\n\n@6.5\0x\n@7");
    let lines = date("UTC", &["-f", "f", "+%s"]).cwd(&dir).run();
    assert_eq!(lines.stderr, b"date: invalid date 'foo'\n");
    assert_eq!(lines.status, 1);
    // The empty line is the start of today.
    let lines = String::from_utf8(lines.stdout).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert!(matches!(lines[..], ["5", _, "6", "7"]), "{lines:?}");
    date("UTC", &["-f", "-", "+%s"])
        .stdin("@5\n@6")
        .prints("5\n6\n");
    date("UTC", &["-f", "-", "+%s"]).prints("");
    date("UTC", &["-f", "/"]).fails(1, "date: /: Is a directory\n");
    for name in ["gone", "with space"] {
        date("UTC", &["-f", name]).cwd(&dir).recorded();
        date("UTC", &["-r", name, "+x"]).cwd(&dir).recorded();
    }
    let closed = utility("date").args(["-f", "-"]).closed(0);
    closed.fails(1, "date: 'standard input': Bad file descriptor\n");
}

#[test]
fn time_of_a_file() {
    let dir = Dir::new();
    dir.file("f", "").symlink("f", "l");
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(5250);
    let file = std::fs::File::options()
        .write(true)
        .open(dir.join("f"))
        .unwrap();
    file.set_modified(time).unwrap();
    for name in ["f", "l"] {
        date("UTC", &["-r", name, "+%s.%N"])
            .cwd(&dir)
            .prints("5.250000000\n");
    }
}

#[test]
fn usage() {
    for args in [
        &["+%d", "+%m"][..],
        &["-R", "+%d"],
        &["-d", "now", "-r", "/"],
        &["-d", "now", "--resolution"],
        &["-d", "now", "-s", "now"],
        &["-d", "now", "foo"],
        &["-Ifoo"],
        &["--rfc-3339=x"],
        &["--rfc-3339="],
        &["-x"],
        &["--no-such-option"],
        &["foo"],
        &["13"],
        &["13010000"],
        &["02300000"],
        &["0101000"],
        &["01010000.6"],
        &["010203", "04"],
        &["-s", "foo"],
        &["-s", "2004-02-30"],
    ] {
        date("UTC", args).recorded();
        date("UTC", args).utf8().recorded();
    }
    assert_eq!(date("UTC", &["--help"]).run().status, 0);
    date("UTC", &["-d", "@5"]).run_into("/dev/full").is(
        "",
        "date: write error: No space left on device\n",
        1,
    );
    assert_eq!(date("UTC", &["--version"]).closed(1).run().status, 1);
}

/// Returns a run that may not set the clock, even if root starts it.
fn unable_to_set(args: &[&str]) -> Case {
    let mut case = date("UTC", args);
    #[allow(unsafe_code, reason = "std can't change a child's capabilities")]
    // SAFETY: geteuid(2) and prctl(2) may be called between fork and exec. If the capability
    // cannot be dropped, nothing is run.
    unsafe {
        case.command().pre_exec(|| {
            const SYS_TIME: libc::c_ulong = 25;
            if libc::geteuid() == 0 && libc::prctl(libc::PR_CAPBSET_DROP, SYS_TIME, 0, 0, 0) != 0 {
                return Err(std::io::Error::last_os_error());
            }
            Ok(())
        })
    };
    case
}

#[test]
fn setting_the_clock_requires_privilege() {
    let refused = "date: cannot set date: Operation not permitted\n";
    for (args, stdout) in [
        (&["-s", "@1000000000"][..], "Sun Sep  9 01:46:40 UTC 2001\n"),
        (&["--set=2004-05-01 10:00", "+%F %R"], "2004-05-01 10:00\n"),
        (&["050110002004.30"], "Sat May  1 10:00:30 UTC 2004\n"),
        (&["0501100004"], "Sat May  1 10:00:00 UTC 2004\n"),
        (&["-u", "0501100009.60"], "Fri May  1 10:01:00 UTC 2009\n"),
    ] {
        unable_to_set(args).run().is(stdout, refused, 1);
    }
}

#[test]
fn scripts_tell_it_from_bsds() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    shell("date --help | grep -q GNU && echo yes").is("yes\n", "", 0);
    shell("date --version 2>/dev/null | grep -q 'GNU coreutils' && echo yes").is("yes\n", "", 0);
}

/// Returns the source of a locale that has only the times of another one: its order of characters
/// takes a second to compile.
fn locale_with_times_of(locale: &str) -> String {
    let copied = |name: &str, from: &str| format!("LC_{name}\ncopy \"{from}\"\nEND LC_{name}\n");
    let posix = ["CTYPE", "COLLATE", "MONETARY", "NUMERIC", "MESSAGES"];
    let others = "PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION".split(' ');
    let others = others.map(|name| copied(name, "i18n"));
    let all = others.chain(posix.map(|name| copied(name, "POSIX")));
    all.chain([copied("TIME", locale)]).collect()
}

/// Since GNU 9.8: solar Hijri, Ethiopian and Thai dates.
#[test]
fn some_locales_have_calendars_of_their_own() {
    let dir = Dir::new();
    for locale in ["fa_IR", "am_ET", "th_TH"] {
        dir.file("source", locale_with_times_of(locale));
        let output = dir.join(format!("{locale}.UTF-8"));
        let made = std::process::Command::new("localedef")
            .args(["-f", "UTF-8", "-i"])
            .args([dir.join("source"), output])
            .status();
        if !made.is_ok_and(|status| status.success()) {
            skip!("localedef cannot make the locale {locale}");
        }
    }
    let date = |locale: &str, args: &[&str]| {
        utility("date")
            .env("LOCPATH", dir.path())
            .env("LC_ALL", format!("{locale}.UTF-8"))
            .args(args)
    };
    for (locale, day, expected) in [
        ("fa_IR", "2024-03-19", "1402-12-29"),
        ("fa_IR", "2024-03-20", "1403-01-01"),
        ("fa_IR", "2025-03-20", "1403-12-30"),
        ("am_ET", "2023-09-11", "2015-13-06"),
        ("am_ET", "2024-09-11", "2017-01-01"),
        ("th_TH", "2024-03-19", "2567-03-19"),
    ] {
        date(locale, &["-d", day, "+%Y-%m-%d"]).prints(format!("{expected}\n"));
        date(locale, &["-d", day, "+%F"]).prints(format!("{expected}\n"));
        // Without a format of one's own, these are for programs.
        date(locale, &["-d", day, "-I"]).prints(format!("{day}\n"));
        date(locale, &["-d", day, "--rfc-3339=date"]).prints(format!("{day}\n"));
    }
    date("fa_IR", &["-d", "2024-03-20", "+%B"]).prints("فروردین\n");
    date("am_ET", &["-d", "2024-09-11", "+%B"]).prints("መስከረም\n");
}

/// The width is larger than the memory.
#[test]
fn fields_of_any_width() {
    let date = testing::bin_dir().join("date");
    let date = format!("prlimit --as=60000000 {} -u -d 2001-02-03", date.display());
    for (field, tail) in [
        ("Y", "0002001"),
        ("_Y", "   2001"),
        ("F", "1-02-03"),
        ("A", "aturday"),
        ("z", "0000000"),
        ("N", "0000000"),
    ] {
        let (flag, field) = field.split_at(field.len() - 1);
        testing::Dir::new()
            .run(&format!(
                "{date} +a%{flag}80000000{field}b%Y | tee size | tail -c 13; wc -c <size"
            ))
            .is(format!("{tail}b2001\n80000007\n"), "", 0);
    }
    let outcome = utility("date").args(["+%1000000Y"]).run_into("/dev/full");
    outcome.is("", "date: write error: No space left on device\n", 1);
}

#[test]
fn zones_of_many_digits_are_invalid() {
    for text in ["UTC+777777777777777777", "1 +9223372036854775807"] {
        let said = format!("date: invalid date '{text}'\n");
        utility("date").args(["-d", text]).fails(1, said);
    }
}
