//! Integration tests of seq.

use std::io::Read;
use std::process::Stdio;
use testing::utility;

/// Runs seq on the words of each line as GNU's does.
#[track_caller]
fn like_gnu(lines: &str) {
    for line in lines.lines() {
        utility("seq").args(line.split_whitespace()).recorded();
    }
}

#[test]
fn counts_whole_numbers() {
    like_gnu(
        "3\n0\n1 -1\n-1\n-3 -1\n5 -2 1\n1 1 3.9\n5 -1 3.5\n+1 2\n0001 3\n-5 5\n-- -1 1\n\
         1 3 50000\n2 7 120000\n99 100 100000\n5 1000 100000\n9223372036854775800 3 9223372036854775900\n\
         3 -1 inf\n1 inf 3\n1 -inf 3\n-0 1\n-0 -1\n0 -1 -10\n1e2 1e2 4e2\n1e1\n0xa 0x1 0xc",
    );
    utility("seq").prints_error("missing operand");
    for (first, last) in [
        (0, 9),
        (1, 123_456),
        (99_990, 110_005),
        (9_999, 20_000),
        (10_000, 19_999),
    ] {
        let want: String = (first..=last).map(|n| format!("{n}\n")).collect();
        utility("seq")
            .args([first.to_string(), last.to_string()])
            .prints(want);
    }
}

/// What only seq's tests ask.
trait Says {
    fn prints_error(self, message: &str);
}

impl Says for testing::Case {
    #[track_caller]
    fn prints_error(self, message: &str) {
        let hint = "Try 'seq --help' for more information.\n";
        self.fails(1, format!("seq: {message}\n{hint}"));
    }
}

#[test]
fn counts_beyond_any_machine_word() {
    utility("seq")
        .args(["99999999999999999999", "100000000000000000001"])
        .prints("99999999999999999999\n100000000000000000000\n100000000000000000001\n");
    utility("seq")
        .args(["1", "100000000000000000000", "200000000000000000001"])
        .prints("1\n100000000000000000001\n200000000000000000001\n");
    let nines = "9".repeat(60);
    let next = format!("1{}", "0".repeat(60));
    utility("seq")
        .args([&nines, &next])
        .prints(format!("{nines}\n{next}\n"));
}

#[test]
fn counts_without_end() {
    for args in [
        &["inf"][..],
        &["1", "inf"],
        &["1", "1", "infinity"],
        &["-w", "1", "inf"],
    ] {
        let mut case = utility("seq").args(args);
        let mut child = case.command().stdout(Stdio::piped()).spawn().unwrap();
        let want: String = (1..200_000).map(|n| format!("{n}\n")).collect();
        let mut bytes = vec![0; want.len()];
        child.stdout.take().unwrap().read_exact(&mut bytes).unwrap();
        assert!(bytes == want.as_bytes());
        child.wait().unwrap();
    }
    let mut case = utility("seq").args(["1", "-1", "-inf"]);
    let mut child = case.command().stdout(Stdio::piped()).spawn().unwrap();
    let mut bytes = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"1\n0\n-1\n-2\n");
    child.wait().unwrap();
}

#[test]
fn counts_fractions() {
    like_gnu(
        "0.1 0.1 0.5\n1 .5 2\n1. 2\n1.50 2\n1 0.250 1.5\n1e-1 2e-1 1\n1.5e1 17\n1.5e1 1 17.25\n\
         -.5 1\n1 0.5 2.75\n1 0.1 1.2999\n0 0.000001 0.000003\n0 .1 .3\n-1 .1 1\n-0.3 .1 .3\n0.3 -.1 -.3\n\
         0 0.01 100\n0x.8 1\n0x1p-1 2\n0x1.8 3\n10 -.3 0\n1 .1 1e1\n100e-1 12\n-0.0 1\n1e-30 2",
    );
}

#[test]
fn rounds_as_a_long_double() {
    like_gnu(
        "36893488147419103233.0 2 36893488147419103240\n0x1p-3 0x1p-3 1\n1e19 1e19\n1e-4000 1\n\
         -f %.20g 0.1 0.1 0.5\n-f %.0f 1e20 1 100000000000000000030\n-f %.30f .1\n-f %a 0.1 0.1 .5",
    );
}

#[test]
fn equalizes_widths() {
    like_gnu(
        "-w -0 2\n-w 8 11\n-w -1 10\n-w 1 .1 1.2\n-w 1 9.5 20\n-w 0 -1 -10\n-w 1e2 1e2 1e3\n-w 1e2\n\
         -w 0x9 0xb\n-w .1 2\n-w 1.10 10\n-w 007 10\n-w +7 10\n-w 100e-1 12\n-w 1.5e-1 1\n-w .5e1 7\n\
         -w 0.05e1 2\n-w 1.e1 12\n-w -- -.5 1\n-w -- -.5e1 1 3\n-w 1 20000\n-w 00001 3 40000\n--equal 9 10",
    );
    utility("seq")
        .args(["-w", "18446744073709551615", "18446744073709551616"])
        .prints("18446744073709551615\n18446744073709551616\n");
}

#[test]
fn separates_by_any_string() {
    for separator in ["", ",", ", ", "\n\n", "é"] {
        for range in [
            &["3"][..],
            &["20050"],
            &["3", "3", "90000"],
            &["0", ".1", "1"],
            &["1", "0"],
        ] {
            utility("seq")
                .args(["-s", separator])
                .args(range)
                .recorded();
        }
    }
    like_gnu("-s, -1 1\n-s , -w 9 10\n-s\n5 -s, 6\n-1 1 -s,");
}

#[test]
fn prints_in_a_format() {
    for format in [
        "%g", "%.2f", "%e", "x%5.1fy", "%%%g", "%a", "%g%%", "%'g", "%-5g|", "%+05g", "% g", "%#g",
        "%Lg", "%G", "%E", "%F", "%A", "%.g", "%%%%%g%%", "%60.40f", "%d", "x", "%", "%g%g", "%lg",
        "%*g", "%1$g", "%0", "%5", "%q", "é%d", "%g%", "",
    ] {
        utility("seq").args(["-f", format, "1", "3"]).recorded();
        utility("seq")
            .args(["-f", format, "0", ".1", ".3"])
            .recorded();
    }
    like_gnu("-w -f %g 1\n-f %d a\n-f %d\n-f x -w 1\n-f %g -w\n-f");
}

#[test]
fn complains_like_gnu() {
    like_gnu(
        "\n1 2 3 4\na\n1 a 2\nnan\n1 nan 3\n1 0 3\n1 0.0 3\n1 0 a\na 0 1\n1x\n0x\n1e\n1e5000\n-x\n\
         --foo\n-1 -x\n-- -x\n1 2 --help\n-inf inf",
    );
    utility("seq").args(["1 "]).recorded();
    utility("seq").args([" 2"]).recorded();
    utility("seq").args([""]).recorded();
    utility("seq").utf8().args(["1", "a", "2"]).recorded();
}

#[test]
fn reports_a_full_or_closed_output_once() {
    let full = "seq: write error: No space left on device\n";
    for args in [
        &["3"][..],
        &["10000000"],
        &["1", "3", "1000000"],
        &["0", ".1", "100000"],
        &["-f", "%g", "99999"],
    ] {
        utility("seq")
            .args(args)
            .run_into("/dev/full")
            .is("", full, 1);
    }
    utility("seq")
        .args(["3"])
        .closed(1)
        .fails(1, "seq: write error: Bad file descriptor\n");
}
