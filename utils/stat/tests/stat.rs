//! Integration tests of stat.

use std::fs::{self, File, FileTimes};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::{Duration, SystemTime};
use testing::{Dir, bad_name, bin_dir, utility};

/// Files of several kinds; `f` has times with all nine digits.
fn tree() -> Dir {
    let dir = Dir::new();
    dir.file("f", "hi\n")
        .file("empty", "")
        .folder("d")
        .symlink("f", "l")
        .symlink("gone", "a b");
    set_time(&dir, "f", 981_173_106, 123_456_789);
    // With relatime, reading a link sets its access time at most once a day: let it happen now.
    for link in ["l", "a b"] {
        let touch = testing::command("/usr/bin/touch")
            .args(["-h", "-d", "@1000000000"])
            .arg(dir.join(link))
            .status();
        assert!(touch.unwrap().success());
        settle_access_time(&dir, link);
    }
    let pipe = dir.join("p");
    let made = testing::command("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    dir
}

/// Reads a link until its access time is later than that of its status. With noatime, it never
/// changes.
fn settle_access_time(dir: &Dir, link: &str) {
    let path = dir.join(link);
    let before = fs::symlink_metadata(&path).unwrap();
    loop {
        fs::read_link(&path).unwrap();
        let now = fs::symlink_metadata(&path).unwrap();
        let accessed = (now.atime(), now.atime_nsec());
        if accessed == (before.atime(), before.atime_nsec())
            || accessed > (now.ctime(), now.ctime_nsec())
        {
            return;
        }
    }
}

fn set_time(dir: &Dir, name: &str, seconds: u64, nanoseconds: u32) {
    let time = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds);
    let times = FileTimes::new().set_accessed(time).set_modified(time);
    let file = File::options().write(true).open(dir.join(name)).unwrap();
    file.set_times(times).unwrap();
}

#[track_caller]
fn like_gnu(dir: &Dir, args: &[&str]) {
    utility("stat")
        .cwd(dir)
        .env("TZ", "UTC0")
        .args(args)
        .like_gnu();
    let zone = utility("stat").cwd(dir).env("TZ", "Asia/Kathmandu");
    zone.utf8().args(args).like_gnu();
}

#[test]
fn examples() {
    let dir = tree();
    let stat = |format: &str| utility("stat").cwd(&dir).args(["-c", format, "f"]);
    stat("%n has %s bytes").prints("f has 3 bytes\n");
    stat("%F %a %A").prints("regular file 644 -rw-r--r--\n");
    stat("%y").prints("2001-02-03 04:05:06.123456789 +0000\n");
    stat("%.3Y").prints("981173106.123\n");
    utility("stat")
        .cwd(&dir)
        .args(["-c", "%N", "l"])
        .prints("'l' -> 'f'\n");
}

#[test]
fn default_formats() {
    let dir = tree();
    for args in [
        &["f"][..],
        &["f", "empty", "d", "l", "p", "a b", "/dev/null"],
        &["-t", "f", "d", "l", "/dev/null"],
        &["-L", "l", "f"],
        &["-Lt", "l"],
        &["-t", "/dev/zero"],
        &["--terse", "--dereference", "l"],
    ] {
        like_gnu(&dir, args);
    }
    // Without the numbers of free blocks, which may change between two runs.
    let stable = "%n|%i|%l|%t|%T|%s|%S|%b|%c|%10T|%-10T|%#t|%010s|%.2T|%q";
    like_gnu(&dir, &["-f", "-c", stable, "f", "/proc", "/", "l"]);
    let run = utility("stat").args(["-f", "/proc"]).run();
    let text = run.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "  File: \"/proc\"");
    assert!(lines[1].ends_with("Namelen: 255     Type: proc"), "{text}");
    assert_eq!(
        lines[2],
        "Block size: 4096       Fundamental block size: 4096"
    );
    assert_eq!(
        lines[3],
        "Blocks: Total: 0          Free: 0          Available: 0"
    );
    assert!(lines[4].starts_with("Inodes: Total: "), "{text}");
    like_gnu(&dir, &["-ft", "/proc"]);
}

#[test]
fn every_directive_with_every_flag() {
    let dir = tree();
    for letter in "aAbBdDfFgGhimnNorRstTuUwWxXyYzZqk".chars() {
        let mut format = String::new();
        for spec in [
            "", "-20", "20", "020", "#", ".3", "16.3", "-16.3", "' ", "#012", ".",
        ] {
            if letter == 's' && spec.contains(' ') {
                continue; // Sizes have no sign since 9.6.
            }
            if letter == 'N' && !spec.is_empty() {
                // GNU 9.1 quotes names only for the very characters `%N`.
                continue;
            }
            format.push_str(&format!("[%{spec}{letter}]"));
        }
        like_gnu(&dir, &["-c", &format, "f", "d", "l", "/dev/null", "p"]);
        like_gnu(&dir, &["-L", "--printf", &format, "l"]);
    }
    for letter in "XYZ".chars() {
        let specs = [
            "+", " ", "+.3", ".0", ".1", ".12", "010.3", "+020.3", "-20.2", "5.1", "'",
        ];
        let format = specs.map(|spec| format!("[%{spec}{letter}]")).concat();
        like_gnu(&dir, &["-c", &format, "f"]);
    }
    like_gnu(
        &dir,
        &[
            "-c",
            "%Hd %Ld %Hr %Lr %5Hd %-5Ld|%H %L %Hq %HQ%L%d%H",
            "f",
            "/dev/null",
        ],
    );
    utility("stat")
        .cwd(&dir)
        .args(["-c", "%+s", "f"])
        .prints("3\n");
}

#[test]
fn times_before_1970() {
    let dir = tree();
    for date in [
        "@-1.5",
        "@-0.25",
        "@0",
        "@-62135596801",
        "@4294967296.000000001",
    ] {
        let touch = testing::command("/usr/bin/touch")
            .args(["-d", date])
            .arg(dir.join("f"))
            .status();
        assert!(touch.unwrap().success());
        let format = "%x|%X|%.X|%.1X|%.2X|%.3X|%.0X|%5.1X|%012.1X|%+X|% X";
        like_gnu(&dir, &["-c", format, "f"]);
    }
}

#[test]
fn formats_and_their_mistakes() {
    let dir = tree();
    for format in [
        "%",
        "%%",
        "%5%",
        "%-",
        "x%5",
        "x%.",
        "",
        "a%n%",
        "%\n",
        "%I",
        "%ld",
        "%*d",
        "%:X",
        "%é",
        "% -+0#5d|",
        "%99999999999n",
        "\\n%n\\t",
    ] {
        like_gnu(&dir, &["-c", format, "f", "d"]);
    }
    for format in [
        "\\n%n\\t\\x41\\101\\a\\b\\e\\f\\r\\v\\\"\\\\\\q\\0\\1012\\xfg\\x\\8",
        "%n\\",
        "%n",
        "",
        "\\",
        "\\xff\\377\\400",
        "%5\\n",
    ] {
        like_gnu(&dir, &["--printf", format, "f", "d"]);
    }
    for args in [
        &[][..],
        &["gone", "f"],
        &["-f", "gone"],
        &["-c"],
        &["-x"],
        &[""],
        &["-L", "a b"],
        &["-f", "-"],
        &["--cached=never", "-c", "%n", "f"],
        &["--cached=al", "-c", "%s", "f"],
        &["--cached=default", "-c", "%s", "f"],
        &["--cached=x", "f"],
        &["-c", "%n", "--printf=%s", "f"],
        &["-c", "%C", "f"],
        &[
            "-c",
            "%m",
            "gone",
            "/",
            "/proc",
            "/proc/self",
            "f",
            "d",
            "l",
            "a b",
            "/dev/null",
        ],
    ] {
        like_gnu(&dir, args);
    }
}

#[test]
fn quoting_styles_of_names() {
    let dir = tree();
    dir.file(bad_name(), "")
        .file("it's", "")
        .file("new\nline", "");
    for style in [
        "",
        "literal",
        "shell",
        "shell-escape",
        "c",
        "escape",
        "locale",
        "x",
    ] {
        for args in [
            &["-c", "%N %n", "a b", "it's", "new\nline", "l"][..],
            &["a b"],
        ] {
            let run = utility("stat").cwd(&dir).env("QUOTING_STYLE", style);
            run.args(args).like_gnu();
        }
    }
    let args = ["-c".into(), "%n %N".into(), bad_name()];
    utility("stat").cwd(&dir).args(args).like_gnu();
}

/// QUOTING_STYLE is looked at when a name is to be quoted, since 9.11. `%Qn` is in GNU's sources
/// since then.
#[test]
fn names_are_quoted_on_demand() {
    let dir = tree();
    dir.file("it's", "");
    let stat = |args: &[&str]| utility("stat").cwd(&dir).args(args);
    stat(&["-c", "%Qn", "it's", "f", "l"]).prints("\"it's\"\nf\nl\n");
    stat(&["-f", "-c", "%Qn|%n", "it's"]).prints("\"it's\"|it's\n");
    stat(&["-c", "[%8Qn]", "a b"]).prints("[   'a b']\n");
    stat(&["-c", "%Qx%QN", "f"]).prints("?x?N\n");
    stat(&["-c", "%N", "l"]).prints("'l' -> 'f'\n");
    stat(&["-c", "[%6N]", "f"]).prints("[   'f']\n");
    stat(&["-c", "%Qn %N", "it's"])
        .env("QUOTING_STYLE", "locale")
        .prints("'it\\'s' 'it\\'s'\n");
    for style in ["odd", ""] {
        let styled = |args: &[&str]| stat(args).env("QUOTING_STYLE", style);
        let warning = format!(
            "stat: ignoring invalid value of environment variable QUOTING_STYLE: '{style}'\n"
        );
        styled(&["-c", "a%%Nb", "f"]).prints("a%Nb\n");
        let quoted = styled(&["-c", "%%%N", "f", "f"]).run();
        quoted.is("%'f'\n%'f'\n", warning, 0);
    }
}

#[test]
fn standard_input() {
    utility("stat").args(["-c", "%n %F", "-"]).recorded();
    utility("stat")
        .args(["-"])
        .closed(0)
        .fails(1, "stat: cannot stat standard input: Bad file descriptor\n");
    let dir = tree();
    let mut ours = utility("stat").args(["-c", "%n %s %F %Y", "-"]);
    let file = File::open(dir.join("f")).unwrap();
    let run = ours.command().stdin(file).output().unwrap();
    assert_eq!(run.stdout, b"- 3 regular file 981173106\n");
}

#[test]
fn modes() {
    let dir = tree();
    for mode in [0, 0o644, 0o7777, 0o1755, 0o4711] {
        fs::set_permissions(dir.join("f"), fs::Permissions::from_mode(mode)).unwrap();
        like_gnu(&dir, &["-c", "%a %A %#a %03a %04a %f %F", "f"]);
    }
    utility("stat").args(["/"]).run_into("/dev/full").is(
        "",
        "stat: write error: No space left on device\n",
        1,
    );
}

#[test]
fn signs_and_zeros() {
    let dir = tree();
    for spec in ["+", " ", "+.3", "#.0", "#.", "08.2", "-10.3"] {
        let format = |letters: &str| -> String {
            let directive = |letter| format!("[%{spec}{letter}]");
            letters.chars().map(directive).collect()
        };
        like_gnu(&dir, &["-f", "-c", &format("abcdfilS"), "/proc"]);
        for name in ["/sys", "/dev/null"] {
            like_gnu(&dir, &["-c", &format("abBDfghiortTuWXY"), name]);
        }
    }
}

#[test]
fn scripts_tell_it_from_bsds() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    shell("stat --version | grep -q 'GNU coreutils' && echo yes").is("yes\n", "", 0);
}
