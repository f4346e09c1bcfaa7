//! White space before numbers on the command line. C's functions for numbers skip what isspace(3)
//! says, which has a byte more than `u8::is_ascii_whitespace`: the vertical tab.

use std::os::unix::process::CommandExt;
use std::process::Output;
use testing::{Dir, bin_dir, command};

/// Some of what isspace(3) says.
const BLANKS: &[&str] = &[" ", "\n", "\x0b"];

/// Command lines with `_` where a blank may be, and what GNU's utilities print. The words are
/// separated by single spaces.
const LINES: &[(&str, &str)] = &[
    ("head -n_1 f", "3\n"),
    ("head -c_1 f", "3"),
    ("tail -n_1 f", "2\n"),
    ("tail -c_2 f", "2\n"),
    ("seq _2", "1\n2\n"),
    ("seq -w _9 10", "09\n10\n"),
    ("seq _1.50 2", "1.50\n"),
    ("printf %d _3", "3"),
    ("printf %*d _3 1", "  1"),
    ("numfmt --padding=_3 1", "  1\n"),
    ("numfmt --to-unit=_5 10", "2\n"),
    ("numfmt --format=%_4f 10", "  10\n"),
    ("numfmt --format=%_-4f| 1", "1   |\n"),
    ("sort -k_1 f", "1\n2\n3\n"),
    ("sort -k1._1 f", "1\n2\n3\n"),
    ("sort -S_1M f", "1\n2\n3\n"),
    ("sort --parallel=_1 f", "1\n2\n3\n"),
    ("sort --batch-size=_3 f", "1\n2\n3\n"),
    ("join -1_1 n n", "1\n2\n"),
    ("uniq -w_1 f", "3\n1\n2\n"),
    ("od -An -tx1 -N_2 f", " 33 0a\n"),
    ("od -An -tx1 -j_4 f", " 32 0a\n"),
    ("fold -w_1 f", "3\n1\n2\n"),
    ("pr -to_1 f", " 3\n 1\n 2\n"),
    ("nl -w_1 -v_7 f", "7\t3\n8\t1\n9\t2\n"),
    ("split -n_2/3 f", "1\n"),
    ("split -n2/_3 f", "1\n"),
    ("csplit n _2", "2\n2\n"),
    ("csplit f /1/_1", "4\n2\n"),
    ("shuf -i_1-_1", "1\n"),
    ("truncate -s_6 f", ""),
    ("truncate -s_<_6 f", ""),
    ("kill -0 _0", ""),
    ("dd if=f bs=_2 count=_1 status=none", "3\n"),
    ("nproc --ignore=_999999", "1\n"),
    ("tr 3 [x*_1]", ""),
    ("ptx -w_30 none", ""),
    ("base64 -w_2 n", "MQ\noy\nCg\n==\n"),
    ("b2sum -l_8 none", "2e  none\n"),
    ("id -u _0", "0\n"),
    ("du -d_0 -B_1000000 f", "1\tf\n"),
    ("ls -w_9 f", "f\n"),
    ("shred -n_0 none", ""),
];

/// Runs a command line by the multicall executable, or by the utility's own if there is none.
fn output(dir: &Dir, words: &[String]) -> Output {
    let own = bin_dir().join(&words[0]);
    let all = bin_dir().join("coreutils");
    let mut utility = command(if all.exists() { all } else { own });
    utility.arg0(&words[0]).args(&words[1..]);
    let run = utility.current_dir(dir.path()).output();
    run.expect("the utility runs")
}

#[test]
fn white_space_may_precede_numbers() {
    let mut wrong = Vec::new();
    for (line, expected) in LINES {
        for blank in BLANKS {
            let dir = Dir::new();
            dir.file("f", "3\n1\n2\n").file("n", "1\n2\n");
            dir.file("none", "");
            let words = line.split(' ').map(|word| word.replace('_', blank));
            let words: Vec<String> = words.collect();
            let run = output(&dir, &words);
            let printed = String::from_utf8_lossy(&run.stdout);
            if !run.status.success() || printed != *expected {
                let said = String::from_utf8_lossy(&run.stderr);
                wrong.push(format!("{words:?}: {printed:?}, {said:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Command lines with `_` where a unit stands without a number, and the first words of GNU's
/// message where a sign or a blank precedes it.
const UNITS: &[(&str, &str)] = &[
    ("head -c_ f", "invalid number of bytes: "),
    ("tail -c_ f", "invalid number of bytes: "),
    ("split -b_ f", "invalid number of bytes: "),
    ("split -C_ f", "invalid number of bytes: "),
    ("truncate -s_ f", "Invalid number: "),
    ("shred -n0 -s_ f", "invalid file size: "),
    ("dd bs=_ if=f of=g status=none", "invalid number: "),
    ("numfmt --to-unit=_ 5000", "invalid unit size: "),
    ("du -t_ f", "invalid -t argument "),
    ("du -B_ f", "invalid -B argument "),
    ("df -B_ .", "invalid -B argument "),
    ("ls --block-size=_ f", "invalid --block-size argument "),
    ("sort -S_ f", "invalid -S argument "),
    ("od -N_ f", "invalid -N argument "),
];

#[test]
fn a_unit_may_stand_alone_but_not_after_a_sign_or_a_blank() {
    let run = |line: &str, unit: &str| {
        let dir = Dir::new();
        dir.file("f", "3\n1\n2\n");
        let words: Vec<String> = line.split(' ').map(|w| w.replace('_', unit)).collect();
        let run = output(&dir, &words);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        (said, words)
    };
    for (line, message) in UNITS {
        let (said, _) = run(line, "K");
        assert_eq!(said, "", "{line}");
        for unit in ["+K", "++1", "+ 1"] {
            let (said, words) = run(line, unit);
            let expected = format!("{}: {message}'{unit}'\n", words[0]);
            assert!(said.starts_with(&expected), "{words:?}: {said}");
        }
    }
    for line in ["head -c_ f", "split -b_ f", "du -t_ f", "sort -S_ f"] {
        let (said, words) = run(line, " K");
        assert!(said.contains("' K'"), "{words:?}: {said}");
    }
    // `D` is an obsolete `B`.
    for line in [
        "head -c_ f",
        "truncate -s_ f",
        "du -B_ f",
        "dd bs=_ if=f of=g status=none",
    ] {
        assert_eq!(run(line, "1KD").0, "", "{line}");
    }
}
