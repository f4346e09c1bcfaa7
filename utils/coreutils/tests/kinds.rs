//! What all utilities have in common, each kind in every utility that has it: mistakes on the
//! command line, names in messages, standard input that cannot be read, operands after a failed
//! one, abbreviations, and lines that are answered as they come.
//!
//! Expected outcomes are recorded from GNU's utilities, unless a newer release differs.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::Stdio;
use testing::{Dir, Terminal, bin_dir, command, has_locale, skip, utility};

/// The utilities that read options, except those that the machine may have from elsewhere and
/// `runcon`, whose status for mistakes changed in 9.5.
const ALL: &[&str] = &[
    "arch",
    "b2sum",
    "base32",
    "base64",
    "basename",
    "basenc",
    "cat",
    "chcon",
    "chgrp",
    "chmod",
    "chown",
    "cksum",
    "comm",
    "cp",
    "csplit",
    "cut",
    "date",
    "dd",
    "df",
    "dir",
    "dircolors",
    "dirname",
    "du",
    "env",
    "expand",
    "factor",
    "fmt",
    "fold",
    "groups",
    "head",
    "hostid",
    "id",
    "install",
    "join",
    "link",
    "ln",
    "logname",
    "ls",
    "md5sum",
    "mkdir",
    "mkfifo",
    "mknod",
    "mktemp",
    "mv",
    "nice",
    "nl",
    "nohup",
    "nproc",
    "numfmt",
    "od",
    "paste",
    "pathchk",
    "pinky",
    "pr",
    "printenv",
    "ptx",
    "pwd",
    "readlink",
    "realpath",
    "rm",
    "rmdir",
    "seq",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shred",
    "shuf",
    "sleep",
    "sort",
    "split",
    "stat",
    "stdbuf",
    "stty",
    "sum",
    "sync",
    "tac",
    "tail",
    "tee",
    "timeout",
    "touch",
    "tr",
    "truncate",
    "tsort",
    "tty",
    "uname",
    "unexpand",
    "uniq",
    "unlink",
    "users",
    "vdir",
    "wc",
    "who",
    "whoami",
    "yes",
];

/// Utilities that read the files among their operands, with arguments before the file and behind
/// it.
const READING: &[(&str, &[&str], &[&str])] = &[
    ("base32", &[], &[]),
    ("base64", &[], &[]),
    ("basenc", &["--base16"], &[]),
    ("cat", &[], &[]),
    ("comm", &[], &["f"]),
    ("cut", &["-c1"], &[]),
    ("expand", &[], &[]),
    ("fmt", &[], &[]),
    ("fold", &[], &[]),
    ("head", &[], &[]),
    ("join", &[], &["f"]),
    ("md5sum", &[], &[]),
    ("nl", &[], &[]),
    ("od", &[], &[]),
    ("paste", &[], &[]),
    ("pr", &[], &[]),
    ("ptx", &[], &[]),
    ("shuf", &[], &[]),
    ("sort", &[], &[]),
    ("split", &[], &[]),
    ("sum", &[], &[]),
    ("tac", &[], &[]),
    ("tail", &[], &[]),
    ("tsort", &[], &[]),
    ("unexpand", &[], &[]),
    ("uniq", &[], &[]),
    ("wc", &[], &[]),
];

/// Utilities that work on names, with arguments before and behind.
const NAMING: &[(&str, &[&str], &[&str])] = &[
    ("chgrp", &["0"], &[]),
    ("chmod", &["644"], &[]),
    ("chown", &["0"], &[]),
    ("cp", &[], &["new"]),
    ("dd", &[], &[]),
    ("df", &["--output=target"], &[]),
    ("dir", &[], &[]),
    ("du", &[], &[]),
    ("install", &[], &["new"]),
    ("link", &[], &["new"]),
    ("ls", &[], &[]),
    ("mv", &[], &["new"]),
    ("realpath", &["-e"], &[]),
    ("readlink", &["-v"], &[]),
    ("rm", &[], &[]),
    ("rmdir", &[], &[]),
    ("shred", &[], &[]),
    ("stat", &[], &[]),
    ("sync", &[], &[]),
    ("unlink", &[], &[]),
    ("vdir", &[], &[]),
];

/// Returns whether there are executables of all utilities, as in the tree of a variant.
fn is_built() -> bool {
    bin_dir().join("wc").exists() && bin_dir().join("b2sum").exists()
}

fn files() -> Dir {
    let dir = Dir::new();
    dir.file("f", "a 1\nb 2\n").folder("dir");
    dir
}

#[test]
fn unknown_options_are_named_with_a_hint() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for name in ALL {
        utility(name).args(["--nope"]).recorded();
        utility(name).args(["-\u{1}"]).recorded();
        utility(name).args(["--nope=a b"]).utf8().recorded();
        utility(name).args(["--help=x"]).recorded();
    }
}

#[test]
fn names_are_quoted_in_messages() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    let dir = files();
    for name in ["a b", "it's", "p\nq", "", "a:b", "é", "f/x"] {
        for (utility_name, before, behind) in NAMING.iter().chain(READING) {
            let empty_is_stdin = *utility_name == "ptx" && name.is_empty();
            if empty_is_stdin {
                continue;
            }
            let file = match *utility_name {
                "dd" => format!("if={name}"),
                _ => name.to_owned(),
            };
            let args = before.iter().copied().chain([&*file]);
            let args = args.chain(behind.iter().copied());
            utility(utility_name).args(args).cwd(&dir).utf8().recorded();
        }
    }
}

#[test]
fn a_directory_on_standard_input_is_named() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    let dir = files();
    let folder = || File::open(dir.path()).expect("a directory can be opened");
    for (name, before, behind) in READING {
        // fmt gives no reason.
        if *name == "fmt" {
            continue;
        }
        let args = before.iter().chain(&["-"]).chain(*behind);
        let case = utility(name).args(args).cwd(&dir);
        let outcome = case.run_from(&folder());
        let failure = 1 + i32::from(*name == "sort");
        assert_eq!(outcome.status, failure, "{}", outcome.text());
        let message = String::from_utf8_lossy(&outcome.stderr);
        assert_eq!(message.matches("Is a directory").count(), 1, "{message}");
    }
    let od = "od: 'standard input': Is a directory\n";
    utility("od").run_from(&folder()).is("", od, 1);
    let tac = "tac: 'standard input': read error: Is a directory\n";
    utility("tac").run_from(&folder()).is("", tac, 1);
}

#[test]
fn a_closed_standard_input_is_reported_at_the_end_too() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    let dir = files();
    for (name, before, behind) in READING {
        // 9.11 words these otherwise than 9.1, or its output differs.
        if ["od", "split", "sum", "tsort", "uniq"].contains(name) {
            continue;
        }
        let args = before.iter().chain(&["-"]).chain(*behind);
        utility(name).args(args).cwd(&dir).closed(0).recorded();
    }
}

#[test]
fn operands_after_a_failed_one_are_processed() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    let dir = files();
    for (name, before, behind) in READING {
        if !behind.is_empty() || ["pr", "shuf", "split", "tsort", "uniq"].contains(name) {
            continue;
        }
        let args = before.iter().chain(&["gone", "f", "gone"]);
        utility(name).args(args).cwd(&dir).recorded();
    }
}

#[test]
fn ambiguous_abbreviations_list_their_candidates() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for (name, prefixes) in [
        ("cat", "s"),
        ("chcon", "r"),
        ("cp", "s r p"),
        ("csplit", "s"),
        ("cut", "o"),
        ("date", "r"),
        ("dir", "t s n i h f c"),
        ("du", "s e d"),
        ("ln", "s"),
        ("ls", "t s n i h f c in hid"),
        ("mktemp", "d"),
        ("nl", "s n"),
        ("numfmt", "f"),
        ("ptx", "w r"),
        ("sort", "m d"),
        ("split", "n l"),
        ("tail", "-"),
        ("vdir", "t s n i h f c"),
    ] {
        for prefix in prefixes.split(' ') {
            utility(name).args([format!("--{prefix}")]).recorded();
        }
    }
}

#[test]
fn bytes_of_arguments_are_escaped_in_messages() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    // Not released: 9.1 prints the bytes themselves.
    use std::os::unix::ffi::OsStrExt;
    let odd = std::ffi::OsStr::from_bytes(b"\xff");
    for (name, option, message) in [
        ("od", "-S", "od: invalid -S argument '\\377'\n"),
        ("od", "-j", "od: invalid -j argument '\\377'\n"),
        ("du", "-t", "du: invalid -t argument '\\377'\n"),
        ("df", "-B", "df: invalid -B argument '\\377'\n"),
        ("sort", "-S", "sort: invalid -S argument '\\377'\n"),
    ] {
        let status = 1 + i32::from(name == "sort");
        let case = utility(name).args([option.as_ref(), odd]);
        case.utf8().fails(status, message);
    }
}

#[test]
fn numbers_may_begin_with_blanks() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    utility("sleep").args([" 0", "\t0.0"]).prints("");
    utility("timeout").args([" 9", "echo", "a"]).prints("a\n");
    let tail = utility("tail").args(["-s", " 1"]).stdin("a\n");
    tail.prints("a\n");
    utility("seq").args([" 1"]).prints("1\n");
    utility("printf").args(["%.1f", " 1"]).prints("1.0");
}

#[test]
fn a_locale_has_its_decimal_point() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    const GERMAN: &str = "de_DE.UTF-8";
    if !has_locale(GERMAN) {
        skip!("no locale {GERMAN}");
    }
    let seq = |args: &[&str]| utility("seq").args(args).env("LC_ALL", GERMAN);
    seq(&["-f", "%.2f", "1", "2"]).prints("1,00\n2,00\n");
    seq(&["-f", "%.2f", "0,5", "1"]).prints("0,50\n");
    seq(&["0.5", "2"]).prints("0,5\n1,5\n");
    seq(&["0,5", "2"]).prints("0,5\n1,5\n");
    utility("sleep")
        .args(["0,01", "0.01"])
        .env("LC_ALL", GERMAN)
        .prints("");
    utility("printf")
        .args(["%.2f %.1f", "1,5", "1.5"])
        .env("LC_ALL", GERMAN)
        .prints("1,50 1,5");
    let dd = utility("dd").env("LC_ALL", GERMAN).env("LANGUAGE", "C");
    let copied = dd
        .args(["bs=1500", "count=1"])
        .stdin("x".repeat(1500))
        .run();
    let report = String::from_utf8_lossy(&copied.stderr).into_owned();
    assert!(
        report.contains("1500 bytes (1,5 kB, 1,5 KiB) copied, "),
        "{report}"
    );
    assert!(!report.contains('.'), "{report}");
    let uptime = utility("uptime").env("LC_ALL", GERMAN).run().stdout;
    let uptime = String::from_utf8_lossy(&uptime).into_owned();
    let (_, load) = uptime.split_once("load average: ").unwrap_or_default();
    assert_eq!(load.matches(',').count(), 5, "{uptime}");
}

/// Filters, what is typed, and the answer that does not wait for the end.
const FILTERS: &[(&str, &[&str], &str, &str)] = &[
    ("cat", &[], "x\n", "x\n"),
    ("cat", &["-n"], "x\n", "     1\tx\n"),
    ("comm", &["-", "/dev/null"], "a\nb\n", "a\n"),
    ("cut", &["-c1"], "xy\n", "x\n"),
    ("dd", &["status=none", "bs=9"], "x\n", "x\n"),
    ("expand", &[], "\tx\n", "        x\n"),
    ("factor", &[], "6\n", "6: 2 3\n"),
    ("fmt", &[], "x y\n\n", "x y\n\n"),
    ("fmt", &["-s"], "x\ny\n", "x\n"),
    ("fold", &["-w2"], "abcd\n", "ab\ncd\n"),
    ("head", &[], "x\n", "x\n"),
    ("join", &["-v1", "-", "/dev/null"], "a\nb\n", "a\n"),
    ("nl", &[], "x\n", "     1\tx\n"),
    ("numfmt", &["--to=iec"], "1024\n", "1.0K\n"),
    ("od", &["-An", "-c", "-w4"], "abc\n", "   a   b   c  \\n\n"),
    ("paste", &["-", "-"], "x\ny\n", "x\ty\n"),
    ("pr", &["-t"], "x\n", "x\n"),
    ("tail", &["-n", "+1"], "x\n", "x\n"),
    ("tee", &[], "x\n", "x\n"),
    ("tr", &["a", "b"], "a\n", "b\n"),
    ("unexpand", &["-a"], "        x\n", "\tx\n"),
    ("uniq", &[], "a\nb\n", "a\n"),
];

/// Types `line` and returns once the answer is complete. A test that hangs is killed.
fn converse(mut output: impl Read, mut input: impl Write, line: &str, answer: &str) {
    input.write_all(line.as_bytes()).expect("it reads");
    let mut got = vec![0; answer.len()];
    output.read_exact(&mut got).expect("it answers");
    assert_eq!(String::from_utf8_lossy(&got), answer);
}

#[test]
fn filters_answer_each_line_on_a_terminal() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for (name, args, line, answer) in FILTERS {
        let terminal = Terminal::new();
        raw(&terminal);
        let mut case = utility(name).args(*args);
        let near = || {
            terminal
                .near
                .try_clone()
                .expect("a descriptor can be copied")
        };
        let mut child = case
            .command()
            .stdin(near())
            .stdout(near())
            .spawn()
            .expect("it starts");
        converse(&terminal.far, &terminal.far, line, answer);
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }
}

#[test]
fn filters_answer_each_line_as_stdbuf_asks() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for mode in ["L", "0"] {
        for (name, args, line, answer) in FILTERS {
            let mut case = utility(name).args(*args).env("_STDBUF_O", mode);
            let mut child = case
                .command()
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("it starts");
            let (output, input) = (child.stdout.take(), child.stdin.take());
            let (output, input) = (output.expect("piped"), input.expect("piped"));
            converse(output, input, line, answer);
            child
                .kill()
                .expect("it may have ended, but was not waited for");
            child.wait().expect("it ends");
        }
    }
}

/// Turns off echo, and the change of newlines on output.
fn raw(terminal: &Terminal) {
    let stty = command("stty")
        .args(["-echo", "-opost"])
        .stdin(
            terminal
                .near
                .try_clone()
                .expect("a descriptor can be copied"),
        )
        .arg0("stty")
        .status()
        .expect("stty runs");
    assert!(stty.success());
}

/// The rule of GNU 9.10, which the utilities for digests share.
#[test]
fn text_mode_has_no_tags_in_either_order() {
    for name in [
        "b2sum",
        "md5sum",
        "sha1sum",
        "sha224sum",
        "sha256sum",
        "sha384sum",
        "sha512sum",
    ] {
        let message = format!(
            "{name}: --tag does not support --text mode\n\
             Try '{name} --help' for more information.\n"
        );
        for options in [["--text", "--tag"], ["--tag", "--text"]] {
            utility(name).args(options).args(["-"]).fails(1, &message);
        }
        let tagged = utility(name).args(["--tag", "-"]).run().stdout;
        let binary = ["--binary", "--tag", "-"];
        utility(name).args(binary).prints(tagged);
    }
}

/// Filters whose output is larger than any buffer.
const LARGE: &[&str] = &[
    "base64",
    "cat",
    "cat -n",
    "comm - /dev/null",
    "cut -c1-",
    "cut -f1",
    "cut -w -f1",
    "expand",
    "fmt",
    "fold -w3",
    "head -n 99999",
    "head -n -1",
    "join -a 1 - /dev/null",
    "nl",
    "numfmt --invalid=ignore",
    "od",
    "paste",
    "paste -s",
    "pr",
    "shuf",
    "tac",
    "tail -n +1",
    "tail -n 99999",
    "tr a b",
    "unexpand",
];

#[test]
fn an_error_of_large_output_is_reported_once() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for input in ["12\n", "12\tx\n"] {
        let input = input.repeat(40_000);
        for line in LARGE {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default();
            let case = utility(name).args(words).stdin(&input);
            let outcome = case.run_into("/dev/full");
            let what = match name {
                "head" | "tail" => "error writing 'standard output'",
                _ => "write error",
            };
            let message = format!("{name}: {what}: No space left on device\n");
            assert_eq!(String::from_utf8_lossy(&outcome.stderr), message, "{line}");
            assert_eq!(outcome.status, 1, "{line}");
        }
    }
}
