//! printf: escapes, conversions, and arguments that are numbers.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use testing::{bin_dir, has_locale, utility};

/// Compares with the recordings in the C locale and in UTF-8.
#[track_caller]
fn recorded(args: &[&str]) {
    utility("printf").args(args).recorded();
    utility("printf").args(args).utf8().recorded();
}

#[track_caller]
fn prints(args: &[&str], output: &str) {
    utility("printf").args(args).prints(output);
}

#[test]
fn conversions() {
    prints(&["%s is %d\n", "x", "7"], "x is 7\n");
    prints(
        &["%5.2f|%-5s|%05d\n", "3.14159", "ab", "42"],
        " 3.14|ab   |00042\n",
    );
    prints(&["%x %o %c\n", "255", "8", "hello"], "ff 10 h\n");
    prints(&["%b%%\n", "a\\tb"], "a\tb%\n");
    prints(&["%q\n", "it's"], "\"it's\"\n");
    prints(&["%s-\n", "a", "b"], "a-\nb-\n");
}

#[test]
fn the_format_is_used_again() {
    for args in [
        &["%s\n", "a", "b", "c"][..],
        &["%s %s\n", "a", "b", "c"],
        &["%s\n", "", "b"],
        &["x\n"],
        &["x\n", "a", "b"],
        &["%%\n", "a"],
        &["", "a"],
        &[""],
        &["%s %d %c|%q|%b|%f|%*d|%.*s|"],
        &["%d,%d\n", "1", "2", "3"],
    ] {
        recorded(args);
    }
}

#[test]
fn only_lone_options_are_options() {
    for args in [
        &[][..],
        &["--"],
        &["--", "%s", "a"],
        &["--foo"],
        &["-x", "y"],
        &["--hel"],
        &["--help", "x"],
        &["--", "--help"],
    ] {
        recorded(args);
    }
    let help = utility("printf").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: printf FORMAT [ARGUMENT]...\n")
    );
}

#[test]
fn escapes() {
    for format in [
        r#"\"\\\a\b\e\f\n\r\t\v"#,
        r"\101\0101\400\7\8",
        r"\x41\x4g\x414",
        r"\xg",
        r"\u00e9\U0001F600\u0024",
        r"\U00000024",
        r"\u12",
        r"\U0001F60",
        r"\ud800",
        r"\U0000dfff",
        r"\U00110000",
        r"\z\'\?",
        r"\",
        r"a\cb",
        r"\%d",
    ] {
        recorded(&[format, "3"]);
    }
    recorded(&["%d\\c", "x"]);
    // GNU allows any code point since 9.5.
    prints(&["\\u0041\\u000a\\u0000"], "A\n\0");
    utility("printf").args(["\\u0080"]).utf8().prints("\u{80}");
}

#[test]
fn arguments_with_escapes() {
    for argument in [
        r"a\nb",
        r"\0101\101\01",
        r"\00101",
        r"a\cb",
        r#"\"\'"#,
        r"\x41",
        r"\x",
        r"\u00e9",
        "\\",
        "",
        "%d",
    ] {
        recorded(&["<%b>", argument, "next"]);
    }
}

#[test]
fn quoted_arguments() {
    for argument in ["a", "a b", "it's", "", "\n", "é", "~", "a\tb'"] {
        recorded(&["%q\n", argument]);
    }
    utility("printf")
        .args([OsStr::new("%q"), OsStr::from_bytes(b"\xff")])
        .recorded();
}

#[test]
fn strings_and_characters() {
    for format in [
        "%s|", "%5s|", "%-5s|", "%.2s|", "%5.1s|", "%.s|", "%.0s|", "% s|", "%+s|", "%ls|", "%c|",
        "%5c|", "%-5c|", "%hhc|",
    ] {
        recorded(&[format, "abc"]);
        recorded(&[format, ""]);
    }
    let bytes = OsStr::from_bytes(b"\xff\xfe");
    let bytes = utility("printf").args([OsStr::new("%s%.1s"), bytes, bytes]);
    bytes.prints(b"\xff\xfe\xff");
}

#[test]
fn integers() {
    for argument in [
        "0",
        "7",
        "-7",
        "+7",
        "010",
        "0x1F",
        "-0x10",
        "0X1g",
        "0x",
        "08",
        "0b1",
        "-",
        "- 3",
        " 3",
        "3 ",
        "3x",
        "x",
        "1e3",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "-18446744073709551615",
        "99999999999999999999999",
        "99999999999999999999999x",
    ] {
        for format in ["%d\n", "%i\n", "%u\n", "%o\n", "%x\n", "%X\n"] {
            recorded(&[format, argument]);
        }
    }
    for format in [
        "%5d|",
        "%-5d|",
        "%05d|",
        "%+d|",
        "% d|",
        "%+ d|",
        "%.3d|",
        "%5.3d|",
        "%-05.3d|",
        "%'d|",
        "%Id|",
        "%ld|",
        "%lld|",
        "%hhd|",
        "%jd%td%zd|",
        "%qd|",
        "%#x|",
        "%#o|",
        "%#.3o|",
        "%08X|",
        "%.0d|",
        "%.d|",
    ] {
        recorded(&[format, "12", "300", "0"]);
    }
}

#[test]
fn floating_point_numbers() {
    for argument in [
        "0",
        "-0",
        "1",
        "1.5",
        "-2.25e10",
        "0x1p3",
        "inf",
        "nan",
        "1e99999",
        "-1e99999",
        "1e-99999",
        "1.5x",
        "x",
        " 2",
        "2 ",
        "1e",
        "0x",
        "123456789.123456789",
        ".5",
        "3.14159265358979323846",
    ] {
        for format in [
            "%f\n", "%F\n", "%e\n", "%E\n", "%g\n", "%G\n", "%a\n", "%A\n",
        ] {
            recorded(&[format, argument]);
        }
    }
    for format in [
        "%10.3f|", "%-10.3f|", "%010.3f|", "%+f|", "% f|", "%#.0f|", "%'f|", "%Lf|", "%lf|",
        "%.20f|", "%#g|", "%.40f|",
    ] {
        recorded(&[format, "3.14159265358979323846", "0.1"]);
    }
}

/// Compares with the recording where numbers are German, but messages English.
#[track_caller]
fn in_german(args: &[&str]) {
    let printf = utility("printf").args(args).env_remove("LC_ALL");
    printf.env("LC_NUMERIC", "de_DE.UTF-8").recorded();
}

#[test]
fn the_decimal_point_is_the_locales_or_a_dot() {
    if !has_locale("de_DE.UTF-8") {
        testing::skip!("there is no locale de_DE.UTF-8");
    }
    for argument in [
        "1,5", "1.5", "1.5x", "1,5x", "-0x1.8p1", "1.", "x.5", "1.5,5", "1,5.5",
    ] {
        for format in ["%f\n", "%'.2f\n", "%a\n"] {
            in_german(&[format, argument]);
        }
    }
    in_german(&["%'d\n", "1234567"]);
}

#[test]
fn characters_as_numbers() {
    for argument in ["'a", "\"a", "'ab", "'é", "'éa", "'", "\"", "''", "' "] {
        for format in ["%d\n", "%x\n", "%f\n"] {
            recorded(&[format, argument]);
        }
    }
    let words = [OsStr::new("%d\n"), OsStr::from_bytes(b"'\xffx")];
    utility("printf").args(words).recorded();
    utility("printf").args(words).utf8().recorded();
    let posix = utility("printf").args(["%d", "'ab"]);
    posix.env("POSIXLY_CORRECT", "1").prints("97");
}

#[test]
fn empty_arguments_are_not_numbers() {
    // POSIX's rule, which GNU follows since 9.6. A missing argument is still 0.
    let message = "printf: '': expected a numeric value\n";
    utility("printf")
        .args(["%d\n", ""])
        .run()
        .is("0\n", message, 1);
    utility("printf")
        .args(["%f\n", ""])
        .run()
        .is("0.000000\n", message, 1);
    prints(&["%d %f %u\n"], "0 0.000000 0\n");
}

#[test]
fn width_and_precision_from_arguments() {
    for args in [
        &["%*d|", "5", "3"][..],
        &["%*d|", "-5", "3"],
        &["%-*d|", "-5", "3"],
        &["%*d|", "x", "3"],
        &["%*s|", "2147483648", "3"],
        &["%*s|", "99999999999999999999", "3"],
        &["%.*f|", "2", "3.14159"],
        &["%.*f|", "-2", "3.14159"],
        &["%.*s|", "-1", "abc"],
        &["%.*s|", "2147483648", "abc"],
        &["%*.*s|", "5", "1", "abc"],
        &["a%*", "3"],
        &["%.", "3"],
        &["%.-3d", "3"],
        &["%99999999999d", "3"],
        &["%.99999999999f", "3"],
        &["%99999999999s", "3"],
    ] {
        recorded(args);
    }
    let wide = utility("printf").args(["%*s|", "200000", "x"]).run();
    assert_eq!(wide.stdout.len(), 200_001);
    let wide = utility("printf").args(["%-200000s|", "x"]).run();
    assert_eq!((wide.stdout.len(), wide.stdout[0]), (200_001, b'x'));
}

#[test]
fn indexed_arguments() {
    prints(&["%2$s %1$s\n", "a", "b"], "b a\n");
    prints(&["%1$s %1$s\n", "a", "b"], "a a\nb b\n");
    prints(&["%2$s\n", "a", "b", "c", "d", "e"], "b\nd\n\n");
    prints(&["%2$*1$d|\n", "5", "7"], "    7|\n");
    prints(&["%2$.*1$f|\n", "1", "2.55"], "2.5|\n");
    prints(
        &["%1$05d %2$q %3$b\n", "7", "a b", "\\t"],
        "00007 'a b' \t\n",
    );
    prints(&["%3$s%s%s\n", "a", "b", "c"], "cab\n");
    prints(&["%9$d\n", "1"], "0\n");
    for format in ["%1$", "%0$s", "%1$%", "%$s", "%1$2$s"] {
        let message = format!(
            "printf: {}: invalid conversion specification\n",
            match format {
                "%0$s" => "%0$",
                "%1$2$s" => "%1$2$",
                "%$s" => "%$",
                other => other,
            }
        );
        utility("printf").args([format, "a"]).fails(1, message);
    }
}

#[test]
fn invalid_conversions() {
    for format in [
        "a%", "a%z", "a%y", "a%5", "%5%", "%-%", "%n", "%p", "%C", "%S", "%é",
    ] {
        utility("printf").args([format, "1"]).recorded();
    }
    for letter in "diouxXaAeEfFgGcsbq".chars() {
        for flag in ["-", "+", " ", "#", "0", "'", "I", ".1", "1", "l"] {
            let format = format!("%{flag}{letter}|");
            utility("printf").args([format.as_str(), "1"]).recorded();
        }
    }
}

#[test]
fn widths_beyond_the_memory() {
    for format in ["%200000000f", "%200000000d", "%.200000000f", "%.200000000x"] {
        let shell = testing::command("sh")
            .args(["-c", "ulimit -v 150000; exec \"$0\" \"$1\" 1 2>&1"])
            .arg(bin_dir().join("printf"))
            .arg(format)
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&shell.stdout);
        let end = "printf: write error: Cannot allocate memory\n";
        assert!(message.ends_with(end), "{format}: {}", message.len());
        assert_eq!(shell.status.code(), Some(1));
    }
}

#[test]
fn output_that_fails() {
    let full = utility("printf").args(["x"]).run_into("/dev/full");
    full.is("", "printf: write error: No space left on device\n", 1);
    let full = utility("printf").args(["x\\c"]).run_into("/dev/full");
    full.is("", "printf: write error: No space left on device\n", 1);
    let closed = utility("printf").args(["x"]).closed(1).run();
    closed.is("", "printf: write error: Bad file descriptor\n", 1);
}
