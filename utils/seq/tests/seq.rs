//! seq: whole numbers of any size, fractions, formats, separators and equal widths.

use std::io::Read;
use std::process::Stdio;
use testing::utility;

/// Compares each command line with its recording. Words are separated by blanks.
#[track_caller]
fn recorded(lines: &[&str]) {
    for line in lines {
        utility("seq").args(line.split_whitespace()).recorded();
    }
}

#[test]
fn sequences() {
    let seq = |line: &str| utility("seq").args(line.split_whitespace());
    seq("3").prints("1\n2\n3\n");
    seq("5 7").prints("5\n6\n7\n");
    seq("10 -5 0").prints("10\n5\n0\n");
    seq("0 .25 0.5").prints("0.00\n0.25\n0.50\n");
    seq("-w 8 11").prints("08\n09\n10\n11\n");
    seq("-s, 3").prints("1,2,3\n");
    seq("-f %.1fx 2").prints("1.0x\n2.0x\n");
    seq("2 1").prints("");
}

#[test]
fn counts_whole_numbers() {
    recorded(&[
        "3",
        "0",
        "1 -1",
        "-1",
        "-3 -1",
        "5 -2 1",
        "1 1 3.9",
        "5 -1 3.5",
        "+1 2",
        "0001 3",
        "-5 5",
        "-- -1 1",
        "1 3 50000",
        "2 7 120000",
        "99 100 100000",
        "5 1000 100000",
        "9223372036854775800 3 9223372036854775900",
        "3 -1 inf",
        "1 inf 3",
        "1 -inf 3",
        "-0 1",
        "-0 -1",
        "0 -1 -10",
        "1e2 1e2 4e2",
        "1e1",
        "0xa 0x1 0xc",
    ]);
    let missing = "seq: missing operand\nTry 'seq --help' for more information.\n";
    utility("seq").fails(1, missing);
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
        assert!(bytes == want.as_bytes(), "{args:?}");
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
    recorded(&[
        "0.1 0.1 0.5",
        "1 .5 2",
        "1. 2",
        "1.50 2",
        "1 0.250 1.5",
        "1e-1 2e-1 1",
        "1.5e1 17",
        "1.5e1 1 17.25",
        "-.5 1",
        "1 0.5 2.75",
        "1 0.1 1.2999",
        "0 0.000001 0.000003",
        "0 .1 .3",
        "-1 .1 1",
        "-0.3 .1 .3",
        "0.3 -.1 -.3",
        "0 0.01 100",
        "0x.8 1",
        "0x1p-1 2",
        "0x1.8 3",
        "10 -.3 0",
        "1 .1 1e1",
        "100e-1 12",
        "-0.0 1",
        "1e-30 2",
    ]);
}

#[test]
fn rounds_as_a_long_double() {
    recorded(&[
        "36893488147419103233.0 2 36893488147419103240",
        "0x1p-3 0x1p-3 1",
        "1e19 1e19",
        "1e-4000 1",
        "-f %.20g 0.1 0.1 0.5",
        "-f %.0f 1e20 1 100000000000000000030",
        "-f %.30f .1",
        "-f %a 0.1 0.1 .5",
    ]);
}

#[test]
fn equalizes_widths() {
    recorded(&[
        "-w -0 2",
        "-w 8 11",
        "-w -1 10",
        "-w 1 .1 1.2",
        "-w 1 9.5 20",
        "-w 0 -1 -10",
        "-w 1e2 1e2 1e3",
        "-w 1e2",
        "-w 0x9 0xb",
        "-w .1 2",
        "-w 1.10 10",
        "-w 007 10",
        "-w +7 10",
        "-w 100e-1 12",
        "-w 1.5e-1 1",
        "-w .5e1 7",
        "-w 0.05e1 2",
        "-w 1.e1 12",
        "-w -- -.5 1",
        "-w -- -.5e1 1 3",
        "-w 1 20000",
        "-w 00001 3 40000",
        "--equal 9 10",
    ]);
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
    recorded(&["-s, -1 1", "-s , -w 9 10", "-s", "5 -s, 6", "-1 1 -s,"]);
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
    recorded(&[
        "-w -f %g 1",
        "-f %d a",
        "-f %d",
        "-f x -w 1",
        "-f %g -w",
        "-f",
    ]);
}

/// Several numbers are printed by one call of the C library, but for the last ones.
#[test]
fn prints_many_numbers_in_a_format() {
    for format in ["%g", "%.2f|%%", "%%%05.1f", "%a", "%300g"] {
        for range in [
            ["1", "1", "16"],
            ["1", "1", "17"],
            ["1", "1", "18"],
            ["1", "1", "19"],
            ["0", ".1", "5"],
            ["40", "-.7", "0"],
            ["999990", "1", "1000020"],
        ] {
            let seq = |args: &[&str]| utility("seq").args(["-f", format]).args(args);
            seq(&range).recorded();
            seq(&["-s", "%g%%", range[0], range[1], range[2]]).recorded();
        }
    }
}

#[test]
fn mistakes() {
    recorded(&[
        "",
        "1 2 3 4",
        "a",
        "1 a 2",
        "nan",
        "1 nan 3",
        "1 0 3",
        "1 0.0 3",
        "1 0 a",
        "a 0 1",
        "1x",
        "0x",
        "1e",
        "1e5000",
        "-x",
        "--foo",
        "-1 -x",
        "-- -x",
        "1 2 --help",
        "-inf inf",
    ]);
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

#[test]
fn a_tiny_exponent_is_almost_zero() {
    utility("seq").args(["1e-9223372036854775808"]).prints("");
}

/// What printf(3) refuses is an error, not an empty line.
#[test]
fn widths_that_no_number_has() {
    for format in ["%2147483648f", "%.2147483648f", "a%2147483648.2147483648g"] {
        utility("seq").args(["-f", format, "1"]).fails(
            1,
            "seq: write error: Value too large for defined data type\n",
        );
    }
}

#[test]
fn exponents_that_overflow_add_no_decimals() {
    for (first, expected) in [
        ("1e-9223372036854775808", "0\n1\n2\n"),
        ("1.5e-9223372036854775808", "0\n1\n2\n"),
        ("1.55e-9223372036854775807", "0.0\n1.0\n2.0\n"),
        ("1.555e-99999999999999999999", "0.00\n1.00\n2.00\n"),
    ] {
        utility("seq").args([first, "2"]).prints(expected);
    }
}

/// Integers of up to six digits are printed without printf(3).
#[test]
fn short_integers_in_the_general_format() {
    for (operands, printed) in [
        (
            "999990 1000002",
            "999990,999991,999992,999993,999994,999995,999996,999997,999998,999999,1e+06,1e+06,1e+06\n",
        ),
        (
            "-999995 -1 -1000001",
            "-999995,-999996,-999997,-999998,-999999,-1e+06,-1e+06\n",
        ),
        ("-0 1 9", "-0,1,2,3,4,5,6,7,8,9\n"),
        (
            "9 -1 -9",
            "9,8,7,6,5,4,3,2,1,0,-1,-2,-3,-4,-5,-6,-7,-8,-9\n",
        ),
        ("6 -1.5 -9", "6,4.5,3,1.5,0,-1.5,-3,-4.5,-6,-7.5,-9\n"),
    ] {
        let seq = utility("seq").args(["-f", "%g", "-s", ","]);
        seq.args(operands.split(' ')).prints(printed);
    }
}
