//! numfmt: units, rounding, fields, formats, and what is not a number.

use testing::{Case, utility};

fn numfmt(args: &[&str]) -> Case {
    utility("numfmt").args(args)
}

/// Compares each command line with its recording.
#[track_caller]
fn all_recorded(cases: &[&[&str]]) {
    for args in cases {
        numfmt(args).recorded();
    }
}

const NUMBERS: [&str; 30] = [
    "0",
    "1",
    "-1",
    "9.94",
    "9.96",
    "99",
    "999",
    "1000",
    "-1001",
    "999.4",
    "999999",
    "1048575",
    "1023.5",
    "12345678",
    "0.5",
    "-0.04",
    "1.255",
    "1K",
    "1.5M",
    "3Ki",
    "2.5Gi",
    "100000000000000000",
    "999999999999999999",
    "18014398509481985",
    "922337203685477580",
    "0.045",
    "1234.5678",
    "9E",
    "1.5Z",
    "  42",
];

#[test]
fn conversions() {
    numfmt(&["--to=iec", "2048", "1500000"]).prints("2.0K\n1.5M\n");
    numfmt(&["--from=iec", "2K", "1M"]).prints("2048\n1048576\n");
    numfmt(&["--from=auto", "1K", "1Ki"]).prints("1000\n1024\n");
    numfmt(&["--format=%08.2f", "3.14159"]).prints("00003.15\n");
    let table = numfmt(&["--field=2", "--to=si", "--padding=6"]);
    table
        .stdin("a 1500\nb 20000\n")
        .prints("a   1.5k\nb    20k\n");
    numfmt(&["x"]).fails(2, "numfmt: invalid number: 'x'\n");
}

#[test]
fn converts_between_all_units() {
    for from in ["none", "si", "iec", "iec-i", "auto"] {
        for to in ["none", "iec", "iec-i"] {
            for options in [
                &["--round=up"][..],
                &["--round=down", "--format=%.2f"],
                &["--round=from-zero", "--format=%10f", "--suffix=B"],
                &["--round=towards-zero", "--padding=-8", "--from-unit=1000"],
                &["--round=nearest", "--padding=8", "--to-unit=1Ki"],
                &["--format=x%010.3fy%%", "--from-unit=3", "--to-unit=7"],
            ] {
                let (from, to) = (format!("--from={from}"), format!("--to={to}"));
                let case = numfmt(options).args([&from, &to, "--invalid=warn", "--"]);
                case.args(NUMBERS).recorded();
            }
        }
    }
}

#[test]
fn scales_to_si_with_a_small_k() {
    numfmt(&[
        "--to=si", "--", "999", "1000", "1001", "99999", "999999", "-1500",
    ])
    .prints("999\n1.0k\n1.1k\n100k\n1.0M\n-1.5k\n");
    numfmt(&["--from=si", "2k", "2K"]).prints("2000\n2000\n");
    numfmt(&["--from=iec", "2k"]).prints("2048\n");
    numfmt(&["--from=auto", "1ki"]).prints("1024\n");
    numfmt(&["--to=iec", "2000"]).prints("2.0K\n");
    numfmt(&["--from-unit=1k", "3"]).prints("3000\n");
}

#[test]
fn ronna_and_quetta() {
    numfmt(&["--from=si", "--to=si", "1R", "2Q", "999Q"]).prints("1.0R\n2.0Q\n999Q\n");
    numfmt(&["--from=si", "--to=iec-i", "5Q"]).prints("4.0Qi\n");
    numfmt(&["--to=si", &"9".repeat(33)]).fails(
        2,
        "numfmt: value too large to be printed: '1e+33' (cannot handle values > 999Q)\n",
    );
    let many = "9".repeat(34);
    let message = format!("numfmt: value too large to be converted: '{many}'\n");
    numfmt(&[&many]).fails(2, message);
}

#[test]
fn a_separator_before_the_unit() {
    numfmt(&["--to=si", "--unit-separator= ", "--suffix=B", "1500", "5"]).prints("1.5 kB\n5B\n");
    numfmt(&["--from=si", "--unit-separator=_", "1_K"]).prints("1000\n");
    numfmt(&["-d:", "--from=si", "1  K:2"]).prints("1000:2\n");
    numfmt(&["-d:", "--from=si", "--unit-separator= ", "1 K"]).prints("1000\n");
}

#[test]
fn fields_and_lines() {
    let text = "  1K  2K\t3K\n4K 5K \n\n6K";
    for args in [
        &["--from=si", "--invalid=ignore"][..],
        &["--from=si", "--invalid=ignore", "--field=2"],
        &["--from=si", "--invalid=ignore", "--field=2-"],
        &["--from=si", "--invalid=ignore", "--field=-"],
        &["--from=si", "--invalid=ignore", "--field=3,-"],
        &["--from=si", "--invalid=ignore", "--field=-2,3"],
        &["--from=si", "--invalid=ignore", "--header"],
        &["--from=si", "--invalid=ignore", "--header=3"],
        &["--from=si", "--invalid=fail", "-d "],
        &["--from=si", "--invalid=fail", "-d", "", "--field=1"],
        &["--from=si", "--invalid=warn", "-z"],
        &["--from=si", "--debug"],
        &["--from=si", "--debug", "--invalid=fail", "--header", "1x"],
        &["--debug"],
        &[
            "--debug",
            "--padding=9",
            "--format=%9f",
            "12345678901234567.9",
        ],
        &["--debug", "--grouping", "1234567890123456789"],
    ] {
        numfmt(args).stdin(text).recorded();
    }
    // The rest of a line after a NUL is ignored.
    for args in [&["--from=si"][..], &["-z", "--from=si", "--invalid=fail"]] {
        numfmt(args).stdin(b"1K\0 2K\n3\xff\0").recorded();
    }
    numfmt(&[]).stdin("").prints("");
    let many = "12345\n".repeat(50_000);
    numfmt(&["--to=iec"]).stdin(&many).recorded();
}

#[test]
fn numbers_of_any_length() {
    // Before 9.5, GNU's buffers held 127 bytes.
    let zeros = "0".repeat(199);
    numfmt(&["--format=%0200f", "5"]).prints(format!("{zeros}5\n"));
    numfmt(&["--to=iec", "--format=%.199f", "5"]).prints(format!("5.{zeros}\n"));
    // GNU prints the same, after ten seconds.
    let message = "numfmt: failed to prepare value '5.000000' for printing\n";
    numfmt(&["--to=iec", "--format=%.9999999999f", "5"]).fails(1, message);
    let separator = format!("--unit-separator={zeros}");
    numfmt(&["--to=iec", &separator, "5120"]).prints(format!("5.0{zeros}K\n"));
}

#[test]
fn formats_and_numbers() {
    all_recorded(&[
        &["--format=a%%b%fc%%", "5"],
        &["--format=%%%%%f", "5"],
        &["--format=%", "5"],
        &["--format=%d", "5"],
        &["--format=", "5"],
        &["--format=x", "5"],
        &["--format=%f%f", "5"],
        &["--format=% 5f", "5"],
        &["--format=%'f", "5000"],
        &["--format=%010f", "--padding=20", "5"],
        &["--format=%-5f|", "5"],
        &["--format=%0-5f|", "5"],
        &["--format=%+5f|", "5"],
        &["--format=%0f|", "5"],
        &["--format=%.-2f", "5.125"],
        &["--format=%. 2f", "5.125"],
        &["--format=%.+2f", "5.125"],
        &["--format=%.f", "5.125"],
        &["--format=%5.", "5"],
        &["--format=%5", "5"],
        &["--format=%.30f", "1"],
        &["--to=iec", "--format=%.120f", "1536"],
        &["--to=iec", "--format=%.17f", "1100"],
        &["--to=iec-i", "--format=%.18f", "--", "-1100"],
        &["--to=iec", "--format=%.25f", "1.5", "1999999"],
        &["--padding=-40", "--format=%10f|", "5"],
        &["--padding=40", "--format=%-10f|", "5"],
        &["--debug", "--padding=4", "--format=%10", "5"],
        &["--padding=5", "--suffix=xyz", "3"],
        &["--suffix=B", "5xB"],
        &["--suffix=B", "--invalid=warn", "5xB", "B", "7B"],
        &[".5"],
        &["--", "-.5"],
        &["--", "-"],
        &["1."],
        &["..1"],
        &["1..2"],
        &["+5"],
        &["1.5.2"],
        &[""],
        &["1.-5"],
        &["--from=si", "K"],
        &["--from=si", "1KK"],
        &["12345678901234567890"],
        &["1234567890123456.1234"],
        &["0000000000000000000000000000000000000000000005"],
        &["1", "2", "3x", "4"],
        &["--invalid=fail", "1x", "2"],
    ]);
}

#[test]
fn alignment_on_the_left_stays_for_further_paddings() {
    all_recorded(&[
        &["--padding=-10", "--padding=5", "--suffix=|", "9"],
        &["--padding=-10", "--padding=5", "--format=%f|", "9"],
        &["--padding=5", "--padding=-10", "--format=%f|", "9"],
        &["--padding=-10", "--format=%5f|", "9"],
        &["--format=%-5f|", "--format=%10f|", "9"],
    ]);
}

/// GNU's numfmt traces its own code with it besides, if there is input.
#[test]
fn the_debugging_of_developers_includes_the_warnings() {
    for option in ["---debug", "---"] {
        let numfmt = utility("numfmt").args([option]).stdin("");
        numfmt
            .run()
            .is("", "numfmt: no conversion option specified\n", 0);
    }
}

#[test]
fn mistakes() {
    all_recorded(&[
        &["--padding=0", "5"],
        &["--padding=x", "5"],
        &["--padding=", "5"],
        &["--padding=99999999999999999999", "5"],
        &["--header=0", "5"],
        &["--header=x", "5"],
        &["--from-unit=1x", "5"],
        &["--from-unit=0", "5"],
        &["--from-unit=1i", "5"],
        &["--from-unit=i", "5"],
        &["--from-unit=", "5"],
        &["--from-unit=1Q", "5"],
        &["--from-unit=Ki", "5"],
        &["--to=auto", "5"],
        &["--from=x", "5"],
        &["--round=x", "5"],
        &["--invalid=x", "5"],
        &["--field=x", "5"],
        &["--field=0", "5"],
        &["--field=1", "--field=2", "5"],
        &["--grouping", "--to=si", "5"],
        &["--grouping", "--format=%f", "5"],
        &["-dab", "5"],
        &["--no-such-option"],
    ]);
    let full = "numfmt: write error: No space left on device\n";
    numfmt(&["5"]).run_into("/dev/full").is("", full, 1);
    numfmt(&["5"])
        .closed(1)
        .fails(1, "numfmt: write error: Bad file descriptor\n");
    utility("numfmt").args([testing::bad_name()]).recorded();
    // The status is different if the message cannot be written.
    numfmt(&["x"]).closed(2).fails(1, "");
}

/// Since GNU 9.9: delimiters, separators of thousands and no-break spaces of several bytes.
#[test]
fn characters_of_several_bytes() {
    let numfmt = |args: &[&str]| utility("numfmt").utf8().args(["--from=si"]).args(args);
    numfmt(&["--field=2", "-d·", "3·4K"]).prints("3·4000\n");
    numfmt(&["--field=2", "-d··", "3·4K"])
        .fails(1, "numfmt: the delimiter must be a single character\n");
    for space in ['\u{a0}', '\u{2007}', '\u{202f}', '\u{2060}'] {
        numfmt(&[&format!("1{space}K")]).prints("1000\n");
    }
    if !testing::has_locale("de_DE.UTF-8") {
        testing::skip!("there is no locale de_DE.UTF-8");
    }
    let numfmt = |args: &[&str]| utility("numfmt").env("LC_ALL", "de_DE.UTF-8").args(args);
    numfmt(&["12.34"]).prints("1234\n");
    numfmt(&["--from=si", "1.234K"]).prints("1234000\n");
    numfmt(&["--from=si", "1.23,4K"]).prints("123400\n");
}

/// GNU's takes such a line for the end of the input, and succeeds.
#[test]
fn a_line_longer_than_the_memory_is_reported() {
    let numfmt = testing::bin_dir().join("numfmt");
    let run = testing::Dir::new().run(&format!(
        "{{ echo 1000; head -c 200000000 /dev/zero; }} | prlimit --as=60000000 {} --to=si",
        numfmt.display()
    ));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.ends_with("numfmt: memory exhausted\n"), "{said}");
    assert_eq!((run.stdout.as_slice(), run.status), (&b"1.0k\n"[..], 1));
}

/// A newline separates fields, but is no blank that may be near a number.
#[test]
fn newlines_are_not_blanks() {
    let invalid = |number: &str| format!("numfmt: invalid number: '{number}'\n");
    for (args, number) in [(&["\n5"][..], "\\n5"), (&["--field=2", "5 \n6"], "\\n6")] {
        let outcome = numfmt(args).run();
        assert_eq!(String::from_utf8_lossy(&outcome.stderr), invalid(number));
        assert_eq!(outcome.status, 2);
    }
    let zero = |args: &[&str]| numfmt(&[&["-z"], args].concat());
    zero(&[]).stdin("\n0").fails(2, invalid("\\n0"));
    zero(&[]).stdin("\n").fails(2, invalid("\\n"));
    zero(&[]).stdin("0\n").prints("0 ");
    let suffix = "numfmt: invalid suffix in input: '5\\n'\n";
    zero(&["-d:"]).stdin("5\n:").fails(2, suffix);
    zero(&["-d:"]).stdin("\n5:").fails(2, invalid("\\n5"));
}

#[test]
fn output_that_fails_is_reported_once() {
    for lines in [1, 50_000] {
        let outcome = numfmt(&[]).stdin("1\n".repeat(lines)).run_into("/dev/full");
        outcome.is("", "numfmt: write error: No space left on device\n", 1);
    }
}
