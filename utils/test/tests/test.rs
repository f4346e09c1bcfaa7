//! test: the conditions, and what they mean by their number of words. The only output is the exit
//! status: 0 for true, 1 for false, 2 for a mistake.

use std::fs::{File, FileTimes};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::time::{Duration, SystemTime};
use testing::{Dir, bad_name, bin_dir, program, utility};

/// Asserts whether a condition holds in `dir`.
#[track_caller]
fn is_true(dir: &Dir, words: &[&str], expected: bool) {
    let status = utility("test").args(words).cwd(dir).run();
    status.is("", "", i32::from(!expected));
}

#[test]
fn conditions() {
    let dir = Dir::new();
    dir.file("file", "x");
    is_true(&dir, &["-n", "text"], true);
    is_true(&dir, &["-z", "text"], false);
    is_true(&dir, &["a", "=", "b"], false);
    is_true(&dir, &["10", "-gt", "9"], true);
    is_true(&dir, &["-f", "file"], true);
    is_true(&dir, &["-d", "file"], false);
    is_true(&dir, &["!", "-e", "gone"], true);
    is_true(&dir, &["-e", "gone", "-o", "-s", "file"], true);
    is_true(&dir, &[], false);
}

#[test]
fn words_mean_what_their_number_says() {
    for words in [
        "",
        "a",
        "-n",
        "!",
        "--help",
        "--version",
        "! a",
        "! !",
        "-n a",
        "-z a",
        "a b",
        "-Q b",
        "-l x",
        "a -a",
        "-e /",
        "( )",
        "( a",
        "a = a",
        "a == b",
        "a != b",
        "! = !",
        "! a b",
        "( a )",
        "( ! )",
        "( = )",
        "( -a )",
        "a b c",
        "-o = -o",
        "a -a b",
        "a -o b",
        "-n -a x",
        "! -a !",
        "! -n a",
        "! a = a",
        "! ! ! !",
        "( -n a )",
        "( a b )",
        "( ! a )",
        "( ! a",
        "a = b c",
    ] {
        utility("test").args(words.split_whitespace()).recorded();
    }
}

#[test]
fn longer_expressions_have_an_order() {
    for words in [
        "a = a -a b = c",
        "a = a -o b = c",
        "a = b -o b = c -a d = d -o e",
        "! a = a -o b",
        "! ( a = a ) -o ! b",
        "( a = b -o c = c ) -a d",
        "( ( a ) ) -o x",
        "( a -o b",
        "( a b c d e",
        "( a = a x",
        "-n ( -a a",
        "! ! ! ! ! a",
        "a -a b -a c -a",
        "a = b = c",
        "a b c d e",
        "( ( ( a = a ) ) )",
        "-n -a -n -a",
        "( ) x y z",
    ] {
        utility("test").args(words.split_whitespace()).recorded();
    }
    utility("test").args(["", "-a", "1", "-eq", "x"]).recorded();
}

#[test]
fn integers_have_any_length() {
    for operator in ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"] {
        for (a, b) in [
            ("1", "1"),
            ("-0", "0"),
            ("-10", "-9"),
            ("9", "10"),
            ("99999999999999999999999", "99999999999999999999998"),
            (" \t+007 ", "7"),
        ] {
            utility("test").args([a, operator, b]).recorded();
            utility("test").args([b, operator, a]).recorded();
        }
    }
    for word in [
        "", "x", "1x", "0x1", "-", "+", "+ 1", "- 1", "1 2", "\n1", "1\n", "--1",
    ] {
        utility("test").args([word, "-eq", "1"]).recorded();
        utility("test").args(["1", "-eq", word]).recorded();
    }
}

#[test]
fn the_length_of_a_string_is_an_integer() {
    for words in [
        "-l abc -eq 3",
        "3 -eq -l abc",
        "-l abc -lt -l abcd",
        "-l = a",
        "a = -l =",
        "-l a -nt b",
        "a -nt -l b",
        "-l a -ef -l b",
        "-l -eq 3",
        "-l x -eq",
    ] {
        utility("test").args(words.split_whitespace()).recorded();
    }
}

#[test]
fn strings_sort() {
    let dir = Dir::new();
    for (a, operator, b, expected) in [
        ("a", "<", "b", true),
        ("b", "<", "a", false),
        ("a", "<", "a", false),
        ("b", ">", "a", true),
        ("a", ">", "a", false),
        ("", "<", "a", true),
        ("B", "<", "a", true),
        ("<", "<", ">", true),
    ] {
        is_true(&dir, &[a, operator, b], expected);
    }
    is_true(&dir, &["!", "a", "<", "b"], false);
    is_true(&dir, &["(", "a", ">", "b", ")", "-o", "x", ">", "b"], true);
    // The locale of the test sorts by bytes.
    utility("test").args(["é", ">", "z"]).utf8().prints("");
}

#[test]
fn kinds_of_files() {
    let dir = Dir::new();
    dir.file("file", "x").file("empty", "").folder("folder");
    dir.symlink("file", "link").symlink("gone", "dangling");
    let _socket = UnixListener::bind(dir.join("socket")).unwrap();
    let names = [
        "file", "empty", "folder", "link", "dangling", "socket", "none", "", "file/",
    ];
    for switch in "bcdefghkLnNOGprsStuwxz".chars().filter(|&c| c != 't') {
        for name in names.iter().chain(&["/dev/null", "/tmp", "/usr/bin/mount"]) {
            let switch = format!("-{switch}");
            utility("test").args([&switch, *name]).cwd(&dir).like_gnu();
        }
    }
    is_true(&dir, &["-S", "socket"], true);
    is_true(&dir, &["-L", "dangling"], true);
    is_true(&dir, &["-e", "dangling"], false);
    is_true(&dir, &["-s", "empty"], false);
    is_true(&dir, &["-f", "link"], true);
    dir.file("mode", "");
    for mode in [0o4644, 0o2644, 0o1644, 0o644, 0o755, 0o000] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(dir.join("mode"), permissions).unwrap();
        for switch in ["-u", "-g", "-k", "-r", "-w", "-x"] {
            utility("test").args([switch, "mode"]).cwd(&dir).like_gnu();
        }
    }
    let name = bad_name();
    dir.file(&name, "");
    let words = ["-f".as_ref(), name.as_os_str()];
    utility("test").args(words).cwd(&dir).prints("");
}

#[test]
fn times_of_files() {
    let dir = Dir::new();
    dir.file("old", "").file("new", "").symlink("new", "link");
    let time = |nanoseconds| SystemTime::UNIX_EPOCH + Duration::new(1_000_000, nanoseconds);
    let set = |name: &str, modified, accessed| {
        let times = FileTimes::new()
            .set_modified(time(modified))
            .set_accessed(time(accessed));
        let file = File::options().write(true).open(dir.join(name)).unwrap();
        file.set_times(times).unwrap();
    };
    set("old", 1, 2);
    set("new", 2, 1);
    for (words, expected) in [
        (["new", "-nt", "old"], true),
        (["old", "-nt", "new"], false),
        (["old", "-nt", "old"], false),
        (["old", "-nt", "gone"], true),
        (["gone", "-nt", "old"], false),
        (["gone", "-nt", "gone"], false),
        (["old", "-ot", "new"], true),
        (["new", "-ot", "old"], false),
        (["gone", "-ot", "new"], true),
        (["new", "-ot", "gone"], false),
        (["new", "-ef", "link"], true),
        (["new", "-ef", "old"], false),
        (["gone", "-ef", "gone"], false),
    ] {
        is_true(&dir, &words, expected);
    }
    is_true(&dir, &["-N", "new"], true);
    is_true(&dir, &["-N", "old"], false);
}

#[test]
fn descriptors() {
    for descriptor in ["0", "x", "", "-1", " 0", "99999999999999999999999", "77"] {
        utility("test").args(["-t", descriptor]).recorded();
    }
}

#[test]
fn standard_streams_may_be_closed() {
    for descriptor in 0..3 {
        utility("test").args(["a"]).closed(descriptor).prints("");
    }
    utility("test")
        .args(["a"])
        .run_into("/dev/full")
        .is("", "", 0);
}

/// As deep as the arguments of a process may be with a stack of 8 MiB, and with a small one.
#[test]
fn any_depth() {
    let nested = |count: usize, end: &[&'static str]| {
        let mut words = ["!", "("].repeat(count);
        words.extend(end);
        words.extend(vec![")"; count]);
        words
    };
    let dir = Dir::new();
    is_true(&dir, &nested(60_000, &["a", "-o", "b"]), true);
    is_true(&dir, &nested(60_001, &["a", "-o", "b"]), false);
    is_true(&dir, &nested(60_000, &["a", "-a", "b"]), true);
    utility("test")
        .args(["(", "!"].repeat(60_000))
        .fails(2, "test: missing argument after '!'\n");
    program("prlimit")
        .args(["--stack=262144"])
        .args([bin_dir().join("test")])
        .args(nested(4_000, &["a", "-o", "b"]))
        .prints("");
}

#[test]
fn four_words_in_parentheses_are_one_condition() {
    utility("test")
        .args(["(", "!", "!", "==", "I", ")"])
        .prints("");
}

#[test]
fn an_integer_has_at_most_one_sign() {
    for word in ["+-1", "-+1", "++1", "--1"] {
        let message = format!("test: invalid integer '{word}'\n");
        utility("test").args([word, "-eq", "1"]).fails(2, message);
    }
}
