//! pr: pages with headers, and columns.

use std::fs::File;
use std::time::{Duration, SystemTime};
use testing::{Case, Dir, bad_name, bin_dir, utility};

/// pr in a folder with files of a known time: `f` (numbered lines, some long), `g` (with form
/// feeds, tabs, backspaces and control characters) and `short`.
fn pr(dir: &Dir, args: &[&str]) -> Case {
    let long = "a line that is rather long, so that columns must truncate it somewhere";
    let lines: String = (1..=150)
        .map(|i| match i % 7 {
            0 => format!("{i}\t{long}\n"),
            3 => "\n".to_owned(),
            _ => format!("line  {i}\n"),
        })
        .collect();
    dir.file("f", lines)
        .file(
            "g",
            "one\ttab\x0ctwo\x08\x08\n\x0c\nthree\x01\x7f\n\x0cx\ty   z\n\x0c\x0cend",
        )
        .file("short", "1\n2\n3");
    for name in ["f", "g", "short"] {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options().write(true).open(dir.join(name));
        file.and_then(|file| file.set_modified(time))
            .expect("it is ours");
    }
    utility("pr").args(args).cwd(dir).env("TZ", "UTC0")
}

/// Compares runs with `common` and each of `args`, which are separated by spaces.
fn compare(common: &[&str], args: &[&str]) {
    let dir = Dir::new();
    for arg in args {
        let args: Vec<&str> = common.iter().copied().chain(arg.split(' ')).collect();
        pr(&dir, &args).recorded();
    }
}

#[test]
fn examples() {
    let pr = |args: &[&str]| utility("pr").args(args).stdin("a\nb\nc\n");
    pr(&["-t"]).prints("a\nb\nc\n");
    pr(&["-t", "-n"]).prints("    1\ta\n    2\tb\n    3\tc\n");
    pr(&["-t", "-d"]).prints("a\n\nb\n\nc\n\n");
    pr(&["-t", "-2", "-s:"]).prints("a:c\nb\n");
    pr(&["-t", "-2", "-a", "-s:"]).prints("a:b\nc\n");
    pr(&["-t", "-o2"]).prints("  a\n  b\n  c\n");
    let title = format!("D{:30}Title{:30}Page 1", "", "");
    let header = format!("\n\n{title}\n\n\n");
    let page = format!("{header}a\nb\nc\n{}", "\n".repeat(58));
    pr(&["-D", "D", "-h", "Title"]).prints(page);
}

#[test]
fn paginates_as_gnu_does() {
    compare(
        &["f", "g", "short"],
        &[
            "-t",
            "-T",
            "-d",
            "-l20",
            "-l10",
            "-l11",
            "-l1",
            "-e",
            "-e4",
            "-ex3",
            "-i",
            "-i4 -e",
            "-iX2 -e",
            "-n",
            "-n:",
            "-n:2",
            "-n3",
            "-N7",
            "-n -N-3",
            "-o5",
            "-o5 -i",
            "-f",
            "-F",
            "-v",
            "-c",
            "-cv",
            "-W20",
            "-w20",
            "-J",
            "-s",
            "-h X",
            "-D %d",
            "-D ",
            "-D +%Y",
            "--length=30",
            "--indent=3",
            "--double-space",
            "--number-lines=:3",
            "--header=y",
        ],
    );
}

#[test]
fn fills_columns_down_and_across() {
    for columns in ["-2", "-3", "--columns=4", "-a -3", "-12"] {
        let common: Vec<&str> = ["f", "g", "short"]
            .into_iter()
            .chain(columns.split(' '))
            .collect();
        compare(
            &common,
            &[
                "-l20",
                "-t",
                "-T -f",
                "-d",
                "-e4",
                "-i",
                "-n",
                "-n:2 -N9",
                "-o5",
                "-W100",
                "-w100",
                "-w100 -s",
                "-J",
                "-s",
                "-s:",
                "-S",
                "-S::",
                "-Sab",
                "-J -s:",
                "-S\t",
                "-c",
                "-v",
                "--pages=2:3",
                "--sep-string=|",
                "--separator=+",
                "-l1 -t",
            ],
        );
    }
}

#[test]
fn prints_side_by_side() {
    compare(
        &["-mD", "x", "f", "short", "g"],
        &[
            "-l20",
            "-t",
            "-T",
            "-d",
            "-e4",
            "-i",
            "-n",
            "-n:2",
            "-o5",
            "-W100",
            "-w100",
            "-J",
            "-s",
            "-s:",
            "-S",
            "-Sab",
            "gone",
            "-r gone",
            "--pages=2",
            "-N4 -n",
            "-h X",
        ],
    );
}

#[test]
fn chooses_pages() {
    compare(
        &["f"],
        &[
            "+2",
            "+2:2",
            "+3 -n",
            "--pages=2 -2",
            "--pages=9",
            "+2:1",
            "+x",
            "+2x",
            "--pages=0",
            "--pages=2:",
            "--pages=2:x",
            "--pages=2:3x",
            "--pages=99999999999999999999",
            "--pages=99999999999999999999x",
            "--pages=2k",
            "--pages=1:-1",
            "--pages=1 +2",
            "+2 --pages=1",
            "+x --pages=1",
            "+2 -n +3",
            "+2 --",
            "-- +2",
            "-1 +2 -2",
        ],
    );
}

#[test]
fn errors() {
    compare(
        &["short"],
        &[
            "-w0",
            "-wx",
            "-W0",
            "-l0",
            "-lx",
            "-ox",
            "-o-1",
            "-Nx",
            "-nx0",
            "-e5x",
            "-e0",
            "-i99999999999",
            "-0",
            "--columns=x",
            "-99999999999",
            "-m -2",
            "-a -m",
            "-w5 -9",
            "-w99999999999",
            "-n:x",
            "gone",
            "-r gone",
            "-2 -c -2",
            "-x",
        ],
    );
}

#[test]
fn dates_as_the_locale_says() {
    let dir = Dir::new();
    pr(&dir, &["short"]).env("POSIXLY_CORRECT", "1").recorded();
    pr(&dir, &["-h", "é→", "short"]).utf8().recorded();
}

/// Bytes beyond ASCII take no column.
#[test]
fn bytes_beyond_ascii() {
    let dir = Dir::new();
    let text = "größe naïve 日本 text\n日本\té\n\n  é  ö\u{8}\u{8}é\nplain\n".repeat(9) + "é";
    for args in [
        "-t",
        "-2t",
        "-2tl4",
        "-3tW20",
        "-2tn",
        "-2tn:2 -w9",
        "-ti2",
        "-te",
        "-teé",
        "-2tc",
        "-3tv",
        "-mt",
        "-mtW9 - short",
        "-2tJ",
        "-2ts",
        "-2tW4n3",
    ] {
        let args: Vec<&str> = args.split(' ').collect();
        pr(&dir, &args).stdin(&text).like_gnu();
        pr(&dir, &args).utf8().stdin(&text).like_gnu();
    }
}

#[test]
fn reads_standard_input() {
    let dir = Dir::new();
    for args in [
        &["-t"][..],
        &["-t", "-"],
        &["-t2", "-", "short"],
        &["-mt", "-", "short"],
        &["-D", "x"],
    ] {
        pr(&dir, args).stdin("a\nb\n\nc").recorded();
    }
    let message = "pr: 'standard input': Bad file descriptor\n";
    utility("pr").closed(0).fails(1, message);
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    let dir = Dir::new();
    dir.file(bad_name(), b"\xff\n");
    utility("pr")
        .args(["-t".as_ref(), bad_name().as_os_str()])
        .cwd(&dir)
        .prints(b"\xff\n");
    utility("pr")
        .args(["."])
        .cwd(&dir)
        .fails(1, "pr: .: Is a directory\n");
    let outcome = utility("pr").stdin("x\n").run_into("/dev/full");
    outcome.is("", "pr: write error: No space left on device\n", 1);
}

#[test]
fn optional_values_are_not_empty() {
    for (option, letter) in [
        ("--number-lines=", "n"),
        ("--expand-tabs=", "e"),
        ("--output-tabs=", "i"),
    ] {
        let message = format!(
            "pr: '-{letter}': Invalid argument: ''\nTry 'pr --help' for more information.\n"
        );
        utility("pr").args([option]).stdin("a\n").fails(1, message);
    }
}

/// Lines are printed while the input is still open, if standard output is buffered by lines.
#[test]
fn lines_are_printed_as_they_come() {
    use std::io::{Read, Write};
    use std::process::Stdio;
    let mut pr = utility("pr").args(["-l20"]).env("_STDBUF_O", "L");
    let command = pr.command().stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"a\n").unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"\na\n") {
        let mut byte = [0];
        assert_eq!(output.read(&mut byte).unwrap(), 1);
        seen.push(byte[0]);
    }
    drop(input);
    child.wait().unwrap();
}

#[test]
fn bytes_of_a_header_that_are_no_characters_have_a_column() {
    let dir = Dir::new();
    dir.file("f", "g");
    let pr = utility("pr")
        .cwd(&dir)
        .args(["-D", "x", "-h", "\u{e9}", "f"]);
    let header = format!("\n\nx{0}\u{e9}{0} Page 1\n", " ".repeat(31));
    assert!(pr.run().text().starts_with(&header));
}

/// The page is larger than the memory.
#[test]
fn pages_of_any_size() {
    let dir = Dir::new();
    dir.file("f", "a\n");
    let pr = bin_dir().join("pr");
    let pr = pr.to_str().expect("a path in UTF-8");
    let limit = "prlimit --as=60000000";
    dir.run(&format!("{limit} {pr} -l 80000000 f | wc -l"))
        .is("80000000\n", "", 0);
    dir.run(&format!(
        "{limit} {pr} -h x -w 80000000 f | head -n 3 | wc -L"
    ))
    .is("80000000\n", "", 0);
}

/// The line is larger than the memory.
#[test]
fn lines_of_any_length() {
    let pr = bin_dir().join("pr");
    let pr = pr.to_str().expect("a path in UTF-8");
    let line = "(head -c 100000000 /dev/zero | tr '\\0' a; echo)";
    Dir::new()
        .run(&format!("{line} | prlimit --as=100000000 {pr} -t | wc -c"))
        .is("100000001\n", "", 0);
}

/// The columns take turns to read a line.
#[test]
fn standard_input_may_be_more_than_one_column() {
    let pr = |args: &[&str]| {
        let case = utility("pr").args(args);
        case.stdin("1\n2\n3\n4\n5\n")
    };
    let gap = "\t\t\t\t    ";
    pr(&["-t", "-m", "-", "-"]).prints(format!("1{gap}2\n3{gap}4\n5{gap}\n"));
    pr(&["-t", "-m", "-s:", "-", "/dev/null", "-"]).prints("1::2\n3::4\n5::\n");
}
