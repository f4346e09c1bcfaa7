//! Integration tests of shuf.

use testing::{Case, Dir, bad_name, utility};

/// shuf with the random bytes in `seed`, so that the order is the same each time. `f` has a
/// hundred lines, the last one incomplete.
fn shuf(dir: &Dir, args: &[&str]) -> Case {
    dir.file("f", lines(100).trim_end()).file("seed", seed());
    utility("shuf")
        .cwd(dir)
        .args(["--random-source=seed"])
        .args(args)
}

fn lines(n: usize) -> String {
    (1..=n).map(|i| format!("{i}\n")).collect()
}

/// Bytes that look random and are the same each time.
fn seed() -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..50_000).map(|_| next()).collect()
}

#[test]
fn permutes_lines_words_and_numbers() {
    let sorted = |args: &[&str], input: &str| {
        let outcome = utility("shuf").args(args).stdin(input).run();
        assert_eq!((outcome.status, outcome.stderr.len()), (0, 0), "{args:?}");
        let text = String::from_utf8(outcome.stdout).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(sorted(&[], "a\nc\nb\n"), ["a", "b", "c"]);
    assert_eq!(sorted(&["-e", "x", "y"], ""), ["x", "y"]);
    assert_eq!(sorted(&["-i", "8-10"], ""), ["10", "8", "9"]);
    assert_eq!(sorted(&["-n1", "-i", "5-5"], ""), ["5"]);
    assert_eq!(sorted(&["-r", "-n3", "-e", "x"], ""), ["x", "x", "x"]);
}

#[test]
fn shuffles_as_gnu_does() {
    let dir = Dir::new();
    for args in [
        &["f"][..],
        &["-n30", "f"],
        &["-n", "300", "-n", "20", "f"],
        &["-n", "0", "/no/such/file"],
        &["-n99999999999999999999999", "f"],
        &["-rn50", "f"],
        &["-z", "f"],
        &["-e", "a", "b", "c", "", "d"],
        &["-e"],
        &["-ze", "a", "b", "c"],
        &["-ren9", "a", "b", "c"],
        &["-i1-1000"],
        &["-i", " +5- +9"],
        &["-i3-2"],
        &["-n50", "-i0-123456789012"],
        &["-n1", "-i1-18446744073709551615"],
        &["-n9", "-i18446744073709551600-18446744073709551615"],
        &["-n3000", "-i1-200000"],
        &["-rn40", "-i5-77"],
        &["-rn500", "-i0-9223372036854775809"],
        &["-rn500", "-i0-11068046444225730969"],
        &["-rn0", "-i3-2"],
    ] {
        shuf(&dir, args).recorded();
    }
    for n in ["-n1", "-n5", "-n100", "-n101", "-n200", "-rn7"] {
        shuf(&dir, &[n]).stdin(lines(100)).recorded();
        shuf(&dir, &[n]).stdin(lines(100).trim_end()).recorded();
        shuf(&dir, &[n]).recorded();
    }
}

#[test]
fn is_a_permutation_and_another_one_each_time() {
    let run = || utility("shuf").args(["-i1-300"]).run().stdout;
    let (first, second) = (run(), run());
    assert_ne!(first, second);
    let text = String::from_utf8(first).unwrap();
    let mut numbers: Vec<u32> = text.lines().map(|l| l.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=300));
}

#[test]
fn samples_without_holding_all() {
    let dir = Dir::new();
    // Input, and a line, longer than one read.
    let long = lines(60_000) + &"x".repeat(300_000) + "\nend";
    shuf(&dir, &["-n", "25"]).stdin(&long).recorded();
    shuf(&dir, &["-n", "70000"])
        .stdin("\u{e9}\0b\n\n\n")
        .recorded();
}

#[test]
fn writes_to_a_file_even_its_input() {
    let dir = Dir::new();
    shuf(&dir, &["-o", "f", "f", "-n4"]).prints("");
    assert_eq!(dir.read("f").iter().filter(|&&b| b == b'\n').count(), 4);
    shuf(&dir, &["-n0", "-o", "empty"]).prints("");
    assert_eq!(dir.read("empty"), b"");
    shuf(&dir, &["-o", "o", "-o", "o", "-e", "x"]).prints("");
    assert_eq!(dir.read("o"), b"x\n");
    // If random bytes run out, the output is not touched.
    dir.file("two", "\u{1}\u{2}");
    let args = ["--random-source=two", "-i1-99", "-oo"];
    utility("shuf")
        .cwd(&dir)
        .args(args)
        .fails(1, "shuf: 'two': end of file\n");
    assert_eq!(dir.read("o"), b"x\n");
    let name = bad_name();
    utility("shuf")
        .cwd(&dir)
        .args([std::ffi::OsStr::new("-o"), &name])
        .stdin("a\n")
        .prints("");
    utility("shuf").cwd(&dir).args([&name]).prints("a\n");
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &["-i1-2", "-i1-2"][..],
        &["-i3-1"],
        &["-ia-3"],
        &["-i1"],
        &["-i1-"],
        &["-i-1"],
        &["-i1--3"],
        &["-i1-99999999999999999999"],
        &["-i0-18446744073709551615"],
        &["-i1-2x"],
        &["-nx"],
        &["-n-1"],
        &["-n", ""],
        &["-e", "-i1-2", "a"],
        &["-i1-2", "a"],
        &["a", "b"],
        &["/no/such/file"],
        &["/"],
        &["-n1", "/"],
        &["-r"],
        &["-re"],
        &["-o", "/no/such/file", "-ea"],
        &["-oa", "-ob"],
        &["-ri5-4"],
    ] {
        shuf(&dir, args).recorded();
    }
    for args in [
        &["--random-source=a", "--random-source=b"][..],
        &["--random-source=/no/such/file", "-n1"],
        &["--random-source=-", "-i1-3"],
        &["--random-source=/no/such/file", "-rn0"],
        &["--random-source=/no/such/file", "-n0"],
        &["--random-source=/no/such/file", "-i1-1"],
        &["--random-source=/no/such/file", "-e"],
        &["--random-source=/", "-i1-9"],
        &["--random-source=/dev/null", "-i1-9"],
        &["--no-such-option"],
    ] {
        utility("shuf").args(args).recorded();
    }
    let full = "shuf: write error: No space left on device\n";
    utility("shuf")
        .args(["-i1-99"])
        .run_into("/dev/full")
        .is("", full, 1);
    utility("shuf")
        .args(["-ri1-99"])
        .run_into("/dev/full")
        .is("", full, 1);
    utility("shuf")
        .args(["-i1-2"])
        .closed(1)
        .fails(1, "shuf: write error: Bad file descriptor\n");
}

#[test]
fn many_lines_and_numbers_come_once_each() {
    let dir = Dir::new();
    // Enough for large pages to be used.
    let text = lines(900_000);
    dir.file("many", &text);
    for args in [&["many"][..], &["-i1-900000"]] {
        let outcome = utility("shuf").cwd(&dir).args(args).run();
        let shuffled = String::from_utf8(outcome.stdout).expect("digits");
        assert!(shuffled.len() == text.len() && shuffled != text);
        let mut numbers: Vec<u32> = shuffled.lines().map(|n| n.parse().unwrap()).collect();
        numbers.sort_unstable();
        assert!(numbers.iter().copied().eq(1..=900_000));
    }
}

/// The generator is seeded: two equal permutations of 1,000 numbers are practically impossible.
#[test]
fn each_run_has_an_order_of_its_own() {
    let once = || utility("shuf").args(["-i1-1000"]).run().stdout;
    assert_ne!(once(), once());
}

#[test]
fn a_second_range_is_refused_whatever_it_is() {
    let message = "shuf: multiple -i options specified\n";
    utility("shuf").args(["-i3-3", "-ix"]).fails(1, message);
}

#[test]
fn a_number_that_is_too_large_is_reported_without_a_hyphen_too() {
    for range in [
        "99999999999999999999",
        "99999999999999999999-",
        "1-99999999999999999999",
        "5",
    ] {
        utility("shuf").args(["-i", range]).recorded();
    }
}
