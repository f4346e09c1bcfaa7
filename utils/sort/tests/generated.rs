//! sort compared with GNU's on generated input, in memory and with runs in temporary files.

use std::fmt::Write as _;
use testing::{Case, Chance, Dir, bin_dir, failing, skip, utility};

fn sort<const N: usize>(args: [&str; N]) -> Case {
    utility("sort").args(args)
}

/// Generates input and options.
trait Generated {
    /// Up to `most` lines of [`WORDS`].
    fn lines(&mut self, most: usize) -> Vec<u8>;

    /// Options that may exclude each other.
    fn options(&mut self) -> Vec<String>;
}

impl Generated for Chance {
    fn lines(&mut self, most: usize) -> Vec<u8> {
        let mut text = Vec::new();
        let separators: [&[u8]; 4] = [b" ", b"\t", b":", b"  "];
        for _ in 0..self.below(most + 1) {
            for _ in 0..self.below(5) {
                text.extend_from_slice(self.pick(WORDS));
                text.extend_from_slice(self.pick(&separators));
            }
            text.push(b'\n');
        }
        if self.one_in(4) {
            text.pop();
        }
        text
    }

    fn options(&mut self) -> Vec<String> {
        let mut options = Vec::new();
        for letter in "bdfgiMhnrVsumcCz".chars() {
            if self.one_in(14) {
                options.push(format!("-{letter}"));
            }
        }
        for _ in 0..self.below(3) {
            let mut key = format!("-k{}", 1 + self.below(3));
            let letters = |chance: &mut Self, key: &mut String| {
                let letters = "bdfgiMhnrV".chars().filter(|_| chance.one_in(15));
                key.extend(letters.collect::<Vec<_>>());
            };
            if self.one_in(3) {
                write!(key, ".{}", 1 + self.below(4)).unwrap();
            }
            letters(self, &mut key);
            if !self.one_in(3) {
                write!(key, ",{}", 1 + self.below(3)).unwrap();
                if self.one_in(3) {
                    write!(key, ".{}", self.below(5)).unwrap();
                }
                letters(self, &mut key);
            }
            options.push(key);
        }
        if self.one_in(4) {
            options.push(format!("-t{}", self.pick(&[":", " ", "\t", "-", "a"])));
        }
        if self.one_in(8) {
            options.push("--debug".into());
        }
        if self.one_in(4) {
            options.push(format!("-S{}", self.pick(&["1b", "2K", "1"])));
        }
        if self.one_in(3) {
            options.push(format!("--parallel={}", 1 + self.below(3)));
        }
        options
    }
}

// Words that matter to the orders. They contain no points, because `-V` handles names that start
// with one differently since 9.1, and a key may start at any byte. The order of NaNs is arbitrary.
const WORDS: &[&[u8]] = &[
    b"a",
    b"B",
    b"ab",
    b"Ab",
    b"10",
    b"9",
    b"-5",
    b"1e3",
    b"0x1F",
    b"-inf",
    b"inf",
    b"2K",
    b"1M",
    b"3k",
    b"5G",
    b"JAN",
    b"feb",
    b"Mar x",
    b"may",
    b"file-1-2",
    b"file-1-10",
    b"~a",
    b"a~",
    b"\xc3\xa9",
    b"\xff",
    b"\0x",
    b"\x01",
    b"",
    b" ",
    b"  x",
    b"1,000",
    b"007",
    b"0",
    b"-0",
    b"a_b",
    b"a-b",
    b"abcdefghijk",
    b"abcdefghijl",
    b"abcdefgh",
    b"-15e-3",
    b"+3",
    b"99999999999999999999",
    b"99999999999999999998",
    b"infinity",
    b"0x",
    b"1e",
    b"- 5",
    b"--5",
    b"a01",
    b"a1",
    b"1E",
];

#[test]
fn all_options_together_like_gnu() {
    let mut chance = Chance::seeded(42);
    for round in 0..400 {
        let text = chance.lines([3, 30, 300][round % 3]);
        let case = utility("sort").args(chance.options()).stdin(&text);
        if round % 2 == 0 { case } else { case.utf8() }.like_gnu();
    }
}

#[test]
fn numbers_with_points_like_gnu() {
    let text = "1.5\n1.50\n-.5\n.05\n0.5e1\n1.\n-1.25\n.\n-\n1.2.3\n0.00000000000000000001\n1,5\n\
                123456789012345678901234567890.1\n123456789012345678901234567890.11\n-0.0\n\
                1.5K\n0.9M\n-1.1G\n1e-5000\n0x.8p1\n18446744073709551616\n18446744073709551615\n";
    for option in ["-n", "-g", "-h", "-nr", "-gs", "-hu", "-nu"] {
        sort([option]).stdin(text).like_gnu();
    }
}

#[test]
fn inputs_larger_than_memory() {
    let mut chance = Chance::seeded(7);
    let mut text = chance.lines(5_000);
    text.extend_from_slice(&b"y".repeat(100_000));
    text.extend_from_slice(b"\n\0\n");
    for options in [
        &["-S1b"][..],
        &["-S4K", "-s", "-k2,2"],
        &["-S1K", "--batch-size=2"],
        &["-S20K", "-u"],
        &["-S4K", "-nr"],
        &["-S4K", "-z"],
        &["-S10K", "-V", "--parallel=3"],
    ] {
        utility("sort").args(options).stdin(&text).like_gnu();
    }
    let dir = Dir::new();
    sort(["-S1K", "-T"])
        .args([dir.path()])
        .stdin(&text)
        .like_gnu();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    sort(["-S1K", "-T/no/folder"]).stdin(&text).like_gnu();
    sort(["-S1K"])
        .env("TMPDIR", "/no/folder")
        .stdin(&text)
        .like_gnu();
}

#[test]
fn large_inputs_on_several_threads() {
    let mut chance = Chance::seeded(3);
    let mut text = String::new();
    for _ in 0..60_000 {
        let prefix = chance.pick(&["", "same start of a line ", "x"]);
        writeln!(text, "{prefix}{} {}", chance.below(5_000), chance.below(40)).unwrap();
    }
    for options in [
        &[][..],
        &["-r"],
        &["-n"],
        &["-k2,2n", "-s"],
        &["-u", "-k2,2"],
        &["-V"],
        &["-f"],
        &["-k2n", "-k1r"],
    ] {
        let parallel = ["--parallel=4"];
        utility("sort")
            .args(options)
            .args(parallel)
            .stdin(&text)
            .like_gnu();
    }
}

/// As with a limit of the user's processes, which does not bind root.
#[test]
fn sorts_without_threads_where_none_can_be_started() {
    let mut lines: Vec<String> = (0..20_000)
        .rev()
        .map(|number| format!("{} {number:05}\n", number % 7))
        .collect();
    let dir = Dir::new();
    dir.file("f", lines.concat());
    let sorted = |options: &[&str]| {
        let fault = ["-e", "inject=clone,clone3:error=EAGAIN"];
        let args = [options, &["--parallel=4", "-o", "out", "f"]].concat();
        failing(&dir, &fault, &bin_dir().join("sort"), &args)
    };
    lines.reverse();
    for options in [&["-k2,2"][..], &["-n"], &["-r"]] {
        match options[0] {
            "-k2,2" => {}
            "-n" => lines.sort(),
            _ => lines.reverse(),
        }
        let Some(result) = sorted(options) else {
            skip!("strace may not trace");
        };
        assert_eq!(result, (String::new(), 0), "{options:?}");
        assert_eq!(dir.read("out"), lines.concat().as_bytes(), "{options:?}");
    }
}
