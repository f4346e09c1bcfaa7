//! Integration tests of touch.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::time::SystemTime;
use testing::{Case, Dir, bad_name, utility};

fn touch(dir: &Dir) -> Case {
    utility("touch").cwd(dir).env("TZ", "UTC")
}

/// Access and modification time; those of a link itself.
fn times(dir: &Dir, name: &str) -> [(i64, i64); 2] {
    let stat = fs::symlink_metadata(dir.join(name)).unwrap();
    [
        (stat.atime(), stat.atime_nsec()),
        (stat.mtime(), stat.mtime_nsec()),
    ]
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_secs() as i64
}

#[test]
fn creates_files_and_sets_times_to_now() {
    let dir = Dir::new();
    dir.file("old", "x");
    touch(&dir).args(["-d", "@5", "old"]).prints("");
    let before = now();
    touch(&dir).args(["new", "old"]).prints("");
    for name in ["new", "old"] {
        for (seconds, _) in times(&dir, name) {
            assert!((before - 1..=now()).contains(&seconds));
        }
    }
    assert_eq!(dir.read("new"), b"");
    assert_eq!(dir.read("old"), b"x");
    touch(&dir).args([bad_name()]).prints("");
    assert!(dir.join(bad_name()).exists());
}

#[test]
fn no_create_makes_no_file() {
    let dir = Dir::new();
    dir.symlink("nowhere", "l");
    touch(&dir).args(["-c", "gone", "no/where", "l"]).prints("");
    touch(&dir).args(["-ch", "gone"]).prints("");
    assert!(!dir.join("gone").exists() && !dir.join("nowhere").exists());
    touch(&dir).args(["-h", "gone"]).fails(
        1,
        "touch: setting times of 'gone': No such file or directory\n",
    );
    touch(&dir).args(["l"]).prints("");
    assert!(dir.join("nowhere").exists());
}

#[test]
fn one_of_the_times_is_set() {
    let dir = Dir::new();
    dir.file("f", "");
    touch(&dir).args(["-d", "@5.25", "f"]).prints("");
    let five = (5, 250_000_000);
    for (options, access, modification) in [
        (vec!["-a", "-d", "@6.1234567891"], (6, 123_456_789), five),
        (vec!["-m", "-d", "@7"], (6, 123_456_789), (7, 0)),
        (vec!["-am", "-d", "@8"], (8, 0), (8, 0)),
        (vec!["--time=acc", "-d", "@9"], (9, 0), (8, 0)),
        (vec!["--time=use", "-d", "@10"], (10, 0), (8, 0)),
        (vec!["--time", "mod", "-d", "@11"], (10, 0), (11, 0)),
        (vec!["-fd", "@12", "--time=mtime"], (10, 0), (12, 0)),
        (
            vec!["-t", "200401020304.05"],
            (1_073_012_645, 0),
            (1_073_012_645, 0),
        ),
        (
            vec!["-t", "0401020304"],
            (1_073_012_640, 0),
            (1_073_012_640, 0),
        ),
        (
            vec!["-t", "200406302359.60"],
            (1_088_640_000, 0),
            (1_088_640_000, 0),
        ),
        (vec!["-t", "6901010000"], (-31_536_000, 0), (-31_536_000, 0)),
    ] {
        touch(&dir).args(options.iter().chain(&["f"])).prints("");
        assert_eq!(times(&dir, "f"), [access, modification], "{options:?}");
    }
    touch(&dir).args(["-d", "@5", "f"]).prints("");
    touch(&dir).args(["-a", "f"]).prints("");
    assert!(times(&dir, "f")[0].0 > 5);
    assert_eq!(times(&dir, "f")[1], (5, 0));
}

#[test]
fn times_of_another_file() {
    let dir = Dir::new();
    dir.file("ref", "").symlink("ref", "l");
    touch(&dir).args(["-a", "-d", "@100.5", "ref"]).prints("");
    touch(&dir).args(["-m", "-d", "@200.25", "ref"]).prints("");
    touch(&dir).args(["-h", "-d", "@300", "l"]).prints("");
    assert_eq!(times(&dir, "ref")[1], (200, 250_000_000));
    touch(&dir).args(["-r", "ref", "f"]).prints("");
    assert_eq!(times(&dir, "f"), [(100, 500_000_000), (200, 250_000_000)]);
    touch(&dir).args(["-r", "l", "f"]).prints("");
    assert_eq!(times(&dir, "f")[1], (200, 250_000_000));
    touch(&dir).args(["-h", "-r", "l", "f"]).prints("");
    assert_eq!(times(&dir, "f")[1], (300, 0));
    touch(&dir)
        .args(["-r", "ref", "-d", "+1 day", "f"])
        .prints("");
    assert_eq!(
        times(&dir, "f"),
        [(86500, 500_000_000), (86600, 250_000_000)]
    );
    touch(&dir).args(["-r", "gone", "f"]).fails(
        1,
        "touch: failed to get attributes of 'gone': No such file or directory\n",
    );
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    dir.file("f", "");
    for args in [
        &[][..],
        &["-t", "1", "x"],
        &["-t", "200402300000", "x"],
        &["-t", "200401012500", "x"],
        &["-t", "200401010000.", "x"],
        &["-t", "20040101000", "x"],
        &["-d", "it's", "x"],
        &["-d", "now", "-t", "200401010000", "x"],
        &["-r", "f", "-t", "200401010000", "x"],
        &["--time=foo", "x"],
        &["--time=", "x"],
        &["-x"],
        &["--no"],
        &["no/where", "with space/x", ""],
        &["f/", "x/"],
    ] {
        touch(&dir).args(args).recorded();
        touch(&dir).utf8().args(args).recorded();
    }
    assert!(!dir.join("x").exists());
}

#[test]
fn the_obsolete_form() {
    let dir = Dir::new();
    let old = |args: &[&str]| touch(&dir).env("_POSIX2_VERSION", "199209").args(args);
    old(&["0101000070", "f"]).run().is(
        "",
        "touch: warning: 'touch 0101000070' is obsolete; use 'touch -t 197001010000.00'\n",
        0,
    );
    assert_eq!(times(&dir, "f")[1], (0, 0));
    assert!(!dir.join("0101000070").exists());
    old(&["0101000071", "f"])
        .env("POSIXLY_CORRECT", "1")
        .prints("");
    assert_eq!(times(&dir, "f")[1], (31_536_000, 0));
    // A file name: a year after 2037; without a second operand; without the old standard.
    old(&["0101000068", "f"]).prints("");
    old(&["01010000"]).prints("");
    touch(&dir).args(["0202000070", "f"]).prints("");
    for name in ["0101000068", "01010000", "0202000070"] {
        assert!(dir.join(name).exists(), "{name}");
    }
}

#[test]
fn a_dash_is_standard_output() {
    let dir = Dir::new();
    dir.file("out", "x");
    let mut case = touch(&dir).args(["-d", "@5", "-"]);
    let file = fs::File::options()
        .append(true)
        .open(dir.join("out"))
        .unwrap();
    assert!(case.command().stdout(file).status().unwrap().success());
    assert_eq!(times(&dir, "out"), [(5, 0), (5, 0)]);
    touch(&dir)
        .args(["-"])
        .closed(1)
        .fails(1, "touch: setting times of '-': Bad file descriptor\n");
    touch(&dir).args(["-c", "-"]).closed(1).prints("");
    assert!(!dir.join("-").exists());
}

#[test]
fn help_and_version() {
    assert_eq!(utility("touch").args(["--help"]).run().status, 0);
    assert_eq!(
        utility("touch")
            .args(["--version"])
            .run_into("/dev/full")
            .status,
        1
    );
}

/// Time zones that ran over a buffer in GNU's touch and date (CVE-2014-9471).
#[test]
fn time_zones_in_dates_that_do_not_end() {
    for date in [r#"TZ="123"345" @1"#, r#"TZ=""""#, r#"TZ="\"#, r#"TZ="a\""#] {
        let said = format!(
            "touch: invalid date format '{}'\n",
            date.replace('\\', r"\\")
        );
        utility("touch").args(["-d", date, "f"]).fails(1, said);
    }
}
