//! Integration tests of sort.

use std::fmt::Write as _;
use testing::{Case, Dir, bad_name, bin_dir, utility};

fn sort<const N: usize>(args: [&str; N]) -> Case {
    utility("sort").args(args)
}

#[test]
fn sorts_lines() {
    let sort = |args: &[&str], input: &str| utility("sort").args(args).stdin(input);
    sort(&[], "b\na\nB\n").prints("B\na\nb\n");
    sort(&["-f"], "b\na\nB\n").prints("a\nB\nb\n");
    sort(&["-r"], "a\nb\n").prints("b\na\n");
    sort(&["-u"], "b\na\nb\n").prints("a\nb\n");
    sort(&["-n"], "10\n9\n-1\n").prints("-1\n9\n10\n");
    sort(&["-g"], "1e3\n10\n0x1f\n").prints("10\n0x1f\n1e3\n");
    sort(&["-h"], "1G\n2K\n3\n").prints("3\n2K\n1G\n");
    sort(&["-M"], "MAR\nfeb\n?\n").prints("?\nfeb\nMAR\n");
    sort(&["-V"], "v1.10\nv1.9\n").prints("v1.9\nv1.10\n");
    sort(&["-d"], "b\n.a\n").prints(".a\nb\n");
    sort(&["-b"], " b\na\n").prints("a\n b\n");
}

#[test]
fn sorts_by_keys() {
    let sort = |args: &[&str], input: &str| utility("sort").args(args).stdin(input);
    sort(&["-k2"], "a 2\nb 1\n").prints("b 1\na 2\n");
    sort(&["-k2,2n", "-k1,1r"], "a 10\nb 9\nc 9\n").prints("c 9\nb 9\na 10\n");
    sort(&["-k1.2,1.2"], "a2\nb1\n").prints("b1\na2\n");
    sort(&["-t:", "-k2"], "a:2\nb:1\n").prints("b:1\na:2\n");
    sort(&["-s", "-k1,1"], "a 2\na 1\n").prints("a 2\na 1\n");
    sort(&["-k1,1"], "a 2\na 1\n").prints("a 1\na 2\n");
}

#[test]
fn reads_files_and_standard_input() {
    let dir = Dir::new();
    dir.file("a", "c\na").file("b", "b\n").file("none", "");
    sort(["a", "none", "b", "-"])
        .cwd(&dir)
        .stdin("aa")
        .prints("a\naa\nb\nc\n");
    sort([]).prints("");
    sort([]).stdin("\n\n").prints("\n\n");
    sort(["-z"]).stdin("b\nx\0a").prints("a\0b\nx\0");
    sort(["a", "gone"]).cwd(&dir).recorded();
    sort(["a", "."]).cwd(&dir).recorded();
    sort(["-m", "gone"]).cwd(&dir).recorded();
    sort(["-c", "gone"]).cwd(&dir).recorded();
    utility("sort").args([bad_name()]).cwd(&dir).recorded();
    sort([])
        .closed(0)
        .fails(2, "sort: stat failed: -: Bad file descriptor\n");
    for option in ["-c", "-m"] {
        sort([option])
            .closed(0)
            .fails(2, "sort: read failed: -: Bad file descriptor\n");
    }
}

#[test]
fn writes_where_it_reads() {
    let dir = Dir::new();
    dir.file("a", "c\na\n").file("b", "b\nd\n");
    sort(["-o", "a", "a"]).cwd(&dir).prints("");
    assert_eq!(dir.read("a"), b"a\nc\n");
    sort(["-m", "-o", "b", "a", "b"]).cwd(&dir).prints("");
    assert_eq!(dir.read("b"), b"a\nb\nc\nd\n");
    sort(["gone", "-o", "b"]).cwd(&dir).recorded();
    assert_eq!(dir.read("b"), b"a\nb\nc\nd\n");
    sort(["-o", "no/such"]).cwd(&dir).recorded();
    sort(["-oa", "-oa", "b"]).cwd(&dir).prints("");
    sort(["-oa", "-ob", "b"]).cwd(&dir).recorded();
}

#[test]
fn reports_failures_to_write() {
    let many: String = (0..100_000).fold(String::new(), |mut text, i| {
        writeln!(text, "{i}").unwrap();
        text
    });
    for text in ["a\n", &many] {
        let what = match text.len() {
            2 => "fflush failed",
            _ => "write failed",
        };
        let reason = "No space left on device";
        let messages = format!("sort: {what}: 'standard output': {reason}\nsort: write error\n");
        sort([])
            .stdin(text)
            .run_into("/dev/full")
            .is("", messages, 2);
        sort(["-o", "/dev/full"]).stdin(text).recorded();
    }
    // A warning that cannot be written is a failure.
    sort(["-c"]).stdin("b\na\n").closed(2).fails(2, "");
    let debug = sort(["--debug"]).stdin("a\n").closed(2).run();
    debug.is("a\n_\n", "", 2);
    sort([]).stdin("a\n").closed(1).fails(
        2,
        "sort: fflush failed: 'standard output': Bad file descriptor\n\
         sort: write error: Bad file descriptor\n",
    );
    sort(["-c"])
        .stdin("b\na\n")
        .closed(1)
        .fails(1, "sort: -:2: disorder: a\n");
    // A key that starts beyond all lines is empty.
    sort(["-s", "-k1.99999999999999999999999"])
        .stdin("b\na\n")
        .prints("b\na\n");
}

#[test]
fn checks() {
    let dir = Dir::new();
    dir.file("a", "a\nb\nb\n").file("b", "b\na\n");
    sort(["-c", "a"]).cwd(&dir).prints("");
    sort(["-c", "b"])
        .cwd(&dir)
        .fails(1, "sort: b:2: disorder: a\n");
    sort(["-C", "b"]).cwd(&dir).fails(1, "");
    sort(["-cu", "a"])
        .cwd(&dir)
        .fails(1, "sort: a:3: disorder: b\n");
    for word in ["quiet", "silent", "diagnose-first", "q", "", "x"] {
        sort(["b", &format!("--check={word}")]).cwd(&dir).recorded();
    }
    sort(["--check"]).stdin("b\na").recorded();
    let long = format!("{0}a\n{0}b\n{0}b", "x".repeat(600_000));
    sort(["-c"]).stdin(&long).prints("");
    sort(["-cr"]).stdin(&long).recorded();
    for args in [
        ["-c", "-C"],
        ["-c", "-ox"],
        ["-C", "-ox"],
        ["-c", "--debug"],
        ["--debug", "-ox"],
    ] {
        sort(args).cwd(&dir).recorded();
    }
    sort(["-c", "a", "b"]).cwd(&dir).recorded();
    sort(["-C", "a", "b"]).cwd(&dir).recorded();
}

#[test]
fn mistakes() {
    let keys = [
        "0",
        "1.0",
        "",
        "1.x",
        "x",
        "1,0",
        "1,x",
        "1,1.x",
        "1x",
        "1,1x",
        "-1",
        "1,",
        "1.,",
        "1.2.3",
        "1 ",
        " 1",
        "+1",
        "1b,2bx",
        "99999999999999999999999",
        "1,99999999999999999999999",
        "1in",
        "1ng",
        "1nR",
        "2dR",
        "1hM",
        "1Mn,1V",
    ];
    for key in keys {
        sort(["-k", key]).stdin("b\na\n").recorded();
        sort(["-k", key]).stdin("b\na\n").utf8().recorded();
    }
    for tab in ["", "xx", "\\0", "\\\\", "\u{e9}"] {
        sort(["-t", tab]).stdin("b\na\n").utf8().recorded();
    }
    for size in [
        "x",
        "5x",
        "1q",
        "99999999999999999999999999",
        "10%",
        "200%",
        "99999999999%",
        "1b",
        "-1",
        "1KB",
        "1kx",
        "1kB",
        "+5",
        " 5",
        "K",
        "",
        "1Y",
        "2g",
        "1m",
        "1E",
        "%",
        "b",
    ] {
        sort(["-S", size]).stdin("b\na\n").recorded();
    }
    for number in [
        "1",
        "0",
        "x",
        "-1",
        "99999999999999999999999",
        "2",
        "3x",
        "",
    ] {
        sort(["--batch-size", number]).stdin("b\na\n").recorded();
    }
    for number in ["0", "x", "-1", "1", "7", "2x"] {
        sort(["--parallel", number]).stdin("b\na\n").recorded();
    }
    for word in [
        "x",
        "",
        "nu",
        "general-numeric",
        "human",
        "month",
        "version",
    ] {
        sort(["--sort", word]).stdin("10\n9\n").recorded();
    }
    for args in [
        ["-ta", "-tb"],
        ["-n", "-g"],
        ["-i", "-n"],
        ["-Vn", "-s"],
        ["--nosuch", "-c"],
        ["--compress-program=a", "--compress-program=b"],
        ["--random-source=a", "--random-source=b"],
        ["-R", "--random-source=/no/file"],
        ["-R", "--random-source=/dev/null"],
    ] {
        sort(args).stdin("b\na\n").recorded();
    }
}

#[test]
fn obsolete_keys() {
    let text = "b 2\na 3\nc 1\n";
    let dir = Dir::new();
    dir.file("f", text).file("+1", "plus\n");
    for args in [
        &["+1"][..],
        &["+1", "-2"],
        &["+0.1", "-0.2", "f"],
        &["+1n", "f", "-r"],
        &["-r", "+1", "-2"],
        &["--", "+1"],
        &["-k", "+1", "f"],
        &["+x"],
        &["+1", "-2x"],
        &["+1", "-x"],
        &["+1.", "f"],
        &["f", "+1", "-2"],
        &["f", "-o", "out", "-r"],
        &["+1b", "-1.1b", "--debug", "f"],
        &["+1", "-0", "f"],
        &["+1", "-2.0", "--debug", "f"],
        &["f", "-r", "--", "+1"],
    ] {
        for version in ["", "199209", "200112", "200809"] {
            for posix in [false, true] {
                let mut case = utility("sort").args(args).cwd(&dir).stdin(text);
                if posix {
                    case = case.env("POSIXLY_CORRECT", "1");
                }
                case.env("_POSIX2_VERSION", version).recorded();
            }
        }
    }
}

#[test]
fn names_of_files_from_a_file() {
    let dir = Dir::new();
    dir.file("a", "2\n")
        .file("b", "1\n")
        .file("list", "a\0b")
        .file("hole", "a\0\0b\0");
    dir.file("dash", "-\0").file("none", "");
    sort(["--files0-from=list"]).cwd(&dir).prints("1\n2\n");
    for list in ["hole", "dash", "none", "gone", "."] {
        let list = format!("--files0-from={list}");
        sort([&list]).cwd(&dir).stdin("x\n").recorded();
    }
    for names in ["a\0", "-\0", "", "\0", "a\0gone\0"] {
        sort(["--files0-from=-"]).cwd(&dir).stdin(names).recorded();
    }
    sort(["--files0-from=list", "a"]).cwd(&dir).recorded();
}

#[test]
fn shuffles_but_keeps_equal_keys_together() {
    let text: String = (0..200).map(|i| format!("{}\n", i % 50)).collect();
    let shuffled = |args: &[&str]| {
        let outcome = utility("sort").args(args).stdin(&text).run();
        assert_eq!((outcome.status, outcome.stderr.len()), (0, 0));
        let lines: Vec<_> = outcome
            .stdout
            .split(|&b| b == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        assert_eq!(lines.len(), 201);
        let mut groups = lines.clone();
        groups.dedup();
        assert_eq!(groups.len(), 51);
        groups
    };
    assert_ne!(shuffled(&["-R"]), shuffled(&["-R"]));
    let dir = Dir::new();
    dir.file("seed", "sixteen bytes or more");
    let source = format!("--random-source={}", dir.join("seed").display());
    assert_eq!(shuffled(&["-R", &source]), shuffled(&["-k1,1R", &source]));
}

#[test]
fn versions() {
    let text = "a-1.10.tar.gz\na-1.9.tar.gz\na-1.9\na~\na\nb01\nb1\nx.1\nx.a\nx.\n";
    sort(["-V"]).stdin(text).recorded();
    sort(["-Vu"]).stdin(text).recorded();
    sort(["-V"]).stdin(".\n..\n\nz\n").prints("\n.\n..\nz\n");
    // Since 9.4, a dot at the start counts.
    sort(["-V"]).stdin(".A\n.0\n").prints(".0\n.A\n");
}

#[test]
fn debug_shows_keys_and_warns() {
    let text = "a 1\n\tb-2.5K x\n\u{e9} 3 Jan\n";
    for args in [
        &[][..],
        &["-n"],
        &["-b"],
        &["-r"],
        &["-k2"],
        &["-k2b"],
        &["-k1,1n"],
        &["-k2,1"],
        &["-k2n"],
        &["-k2h"],
        &["-k3M"],
        &["-t-", "-k1n"],
        &["-t-", "-k1,1n"],
        &["-t.", "-k1n"],
        &["-t.", "-k1,1n"],
        &["-t+", "-k1g"],
        &["-k1.3,1.2"],
        &["-u", "-r"],
        &["-dfi", "-k2n"],
        &["-bghMRrV", "-k1,1n"],
        &["-k1,1", "-br"],
        &["-s", "-r", "-k1,1n"],
        &["-k1,1b", "-b"],
        &["-b", "-k1,1"],
        &["+1", "-2"],
        &["-z"],
        &["-m"],
        &["-g", "-k2,2"],
    ] {
        let case = || utility("sort").arg_debug().args(args).stdin(text);
        case().recorded();
        case().utf8().recorded();
    }
    sort(["--debug"]).env("LC_ALL", "xx_XX").recorded();
}

trait Debug {
    fn arg_debug(self) -> Self;
}

impl Debug for Case {
    fn arg_debug(self) -> Self {
        self.args(["--debug"])
    }
}

#[test]
fn help_and_version() {
    let help = sort(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: sort [OPTION]... [FILE]...\n")
    );
    assert_eq!((help.status, help.stderr.len()), (0, 0));
    assert_eq!(sort(["--version"]).run().status, 0);
}

#[test]
fn repeated_lines_of_unique_count_once() {
    let text: String = (0..60_000)
        .map(|n| format!("{}\n", n / 7 * 37 % 1000))
        .collect();
    for args in [
        &["-u"][..],
        &["-un"],
        &["-uf"],
        &["-u", "-k1.2"],
        &["-uz"],
        &["-ru"],
        &["-us"],
    ] {
        utility("sort").args(args).stdin(&text).recorded();
    }
    utility("sort")
        .args(["-u"])
        .stdin("b\na\na\nb\nb")
        .prints("a\nb\n");
}

#[test]
fn sorted_and_reversed_input() {
    let up: String = (0..50_000).map(|n| format!("{:06} x\n", n / 3)).collect();
    let down: String = (0..50_000)
        .rev()
        .map(|n| format!("{:06} x\n", n / 3))
        .collect();
    for text in [&up, &down] {
        for args in [
            &[][..],
            &["-r"],
            &["-s"],
            &["-sr"],
            &["-n"],
            &["-k1,1", "-s"],
            &["-u"],
        ] {
            utility("sort").args(args).stdin(text).recorded();
        }
    }
}

#[test]
fn scripts_find_a_version_of_at_least_8() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    let first = "sort --version | head -n1";
    shell(first).is("sort (corelink coreutils) 9.11\n", "", 0);
    let number = "version=$(sort --version | head -n1 | sed 's/.* //')
        [ \"${version%%.*}\" -ge 8 ] && echo yes";
    shell(number).is("yes\n", "", 0);
}

#[test]
fn messages_name_the_size_as_it_was_given() {
    let sort = |arg: &str| utility("sort").args([arg]);
    sort("--buffer-size=x").fails(2, "sort: invalid --buffer-size argument 'x'\n");
    sort("--buff=1x").fails(2, "sort: invalid suffix in --buffer-size argument '1x'\n");
    sort("-Sx").fails(2, "sort: invalid -S argument 'x'\n");
}

#[test]
fn a_separator_of_lines_that_is_a_control_character_has_no_width() {
    let sort = utility("sort").utf8().args(["--debug"]).stdin("\u{2028}");
    let outcome = sort.run();
    assert_eq!(
        String::from_utf8_lossy(&outcome.stdout),
        "\u{2028}\n^ no match for key\n"
    );
}

/// Solaris's `-y` takes the amount of memory, which is ignored. What follows it as an argument of
/// its own is a value only if it is a number.
#[test]
fn the_memory_of_solaris_is_ignored() {
    let dir = Dir::new();
    dir.file("f", "b\na\n");
    let sort = |args: &[&str]| utility("sort").cwd(&dir).args(args);
    sort(&["-y", "f"]).prints("a\nb\n");
    sort(&["-y9", "f"]).prints("a\nb\n");
    sort(&["-yk", "f"]).prints("a\nb\n");
    sort(&["-y", "9", "f"]).prints("a\nb\n");
    sort(&["-y", "", "f"]).prints("a\nb\n");
    sort(&["-y", "-r", "f"]).prints("b\na\n");
    sort(&["+0", "-y", "-r", "f"]).prints("b\na\n");
    sort(&["+0", "-y", "9", "f"]).prints("a\nb\n");
    sort(&["f", "-y"]).fails(
        2,
        "sort: option requires an argument -- 'y'\nTry 'sort --help' for more information.\n",
    );
}

#[test]
fn a_unit_without_a_number_may_have_a_suffix_that_is_wrong() {
    let sort = |size: &str| utility("sort").args(["-S", size]).stdin("");
    sort("KB").fails(2, "sort: invalid suffix in -S argument 'KB'\n");
    sort("kx").fails(2, "sort: invalid suffix in -S argument 'kx'\n");
    sort("xk").fails(2, "sort: invalid -S argument 'xk'\n");
    sort("b").fails(2, "sort: invalid -S argument 'b'\n");
    sort("+5%").prints("");
    sort("k").prints("");
}
