//! expr: operators from the loosest to the tightest, strings, patterns, syntax errors.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use testing::{bin_dir, has_locale, program, skip, utility};

/// Compares an expression with its recording. Words are separated by blanks; `''` is an empty one.
#[track_caller]
fn recorded(words: &str) {
    let words = words.split(' ').filter(|w| !w.is_empty());
    let words: Vec<&str> = words.map(|w| if w == "''" { "" } else { w }).collect();
    utility("expr").args(&words).recorded();
}

#[test]
fn expressions() {
    let expr = |words: &str| utility("expr").args(words.split(' '));
    expr("2 + 3 * 4").prints("14\n");
    expr("10 > 9").prints("1\n");
    expr("abc | def").prints("abc\n");
    expr("file.txt : .*\\.\\(.*\\)").prints("txt\n");
    expr("length hello").prints("5\n");
    expr("substr hello 2 3").prints("ell\n");
    // The exit status is 1 for 0 and for an empty string.
    expr("1 - 1").run().is("0\n", "", 1);
    expr("1 / 0").fails(2, "expr: division by zero\n");
}

#[test]
fn arithmetic() {
    for words in [
        "1 + 2",
        "1 - 2 - 3",
        "2 + 3 * 4",
        "( 2 + 3 ) * 4",
        "7 / -2",
        "-7 / 2",
        "-7 % 3",
        "7 % -3",
        "9223372036854775807 + 1",
        "-9223372036854775808 - 1",
        "-9223372036854775808 / -1",
        "-9223372036854775808 % -1",
        "99999999999999999999 * 99999999999999999999",
        "9999999999999999999800000000000000000001 / 99999999999999999999",
        "99999999999999999999 - 99999999999999999999",
        "1 / 0",
        "1 % 0",
        "1 / 00",
        "1 + a",
        "a + 1",
        "+5 + 1",
        "1 + +1",
        "1.5 + 1",
        "'' + 1",
        "-0",
        "00",
        "007 + 0",
        "-0 + 0",
        "-",
    ] {
        recorded(words);
    }
}

#[test]
fn comparisons() {
    for operator in ["<", "<=", "=", "==", "!=", ">=", ">"] {
        for (a, b) in [
            ("1", "2"),
            ("10", "9"),
            ("10", "9a"),
            ("01", "1"),
            ("a", "b"),
            ("a", "a"),
            ("''", "a"),
            ("B", "a"),
            ("-1", "-2"),
            ("99999999999999999999", "100000000000000000000"),
        ] {
            recorded(&format!("{a} {operator} {b}"));
        }
    }
    recorded("a = a = 1");
    recorded("1 < 2 < 3 > 0");
    recorded("1 + 1 = 2");
}

#[test]
fn either_and_both() {
    for words in [
        "1 | 2",
        "0 | 2",
        "'' | 2",
        "0 | ''",
        "'' | 0",
        "0 | 00",
        "1 & 2",
        "1 & 0",
        "0 & 1",
        "a & b",
        "a & ''",
        "-0 | a",
        "- | a",
        "0 | 0 & 1 | 3",
        "1 & 2 | 3",
        "1 | 2 & 0",
    ] {
        recorded(words);
    }
    // An operand that does not matter is not computed, but must be an expression.
    for words in [
        "1 | 1 / 0",
        "0 & 1 / 0",
        "1 | a + 1",
        "0 & a + 1",
        "1 | ( 1 / 0 )",
        "1 | a : \\(",
        "1 | length",
        "0 & match",
        "1 | )",
        "1 | match a \\(",
        "0 | 1 / 0",
    ] {
        recorded(words);
    }
}

#[test]
fn patterns() {
    for words in [
        "abc : a",
        "abc : b",
        "abc : a.c",
        "abc : a\\(.\\)",
        "abc : x\\(.\\)",
        "abc : a\\(x\\)*b",
        "abc : \\(a\\)\\(b\\)",
        "abc : ^abc$",
        "a : ^*",
        "^a : ^a",
        "abc : ab\\+",
        "abbc : ab\\{2\\}c",
        "abc : abc\\|x",
        "abc : [[:alpha:]]*",
        "a]c : a[]]c",
        "aa : \\(a\\)\\1",
        "abc : a : 1",
        "0001 : \\(0*\\)",
        "match abc a.",
        "match match match",
        "abc : \\(",
        "abc : [",
        "abc : a\\{1",
        "abc : [b-a]",
        "abc : *",
        "'' : ''",
        "'' : \\(\\)",
    ] {
        recorded(words);
    }
    for pattern in [
        "a$",
        "a.b",
        ".*b$",
        ".*\\(^b\\)",
        "a\\($\\).b",
        "a.$",
        "a\nb$",
    ] {
        utility("expr").args(["a\nb", ":", pattern]).recorded();
    }
}

#[test]
fn strings() {
    for words in [
        "length abc",
        "length ''",
        "length length",
        "length + length",
        "length a b",
        "index abc cb",
        "index abc x",
        "index '' a",
        "index abc ''",
        "substr abc 1 1",
        "substr abc 2 9",
        "substr abc 0 1",
        "substr abc 1 0",
        "substr abc 4 1",
        "substr abc -1 2",
        "substr abc a 2",
        "substr abc 1 a",
        "substr abc 99999999999999999999 1",
        "substr abc 2 99999999999999999999",
        "substr abc -99999999999999999999 9",
        "substr + index 1 2",
        "index index index",
        "substr a b",
        "+ +",
        "+ match",
        "+",
        "length ( abc )",
        "length ( 1 + 99 )",
        "substr 12345 ( 1 + 1 ) length xx",
    ] {
        recorded(words);
    }
}

#[test]
fn characters_of_several_bytes() {
    // Three characters; in the second string, the middle one is an invalid byte.
    let greek = OsStr::new("αβγ");
    let broken = OsStr::from_bytes(b"\xce\xb1\xff\xce\xb3");
    for text in [greek, broken] {
        let is = |words: &[&OsStr], out: &[u8], status| {
            let line = [out, b"\n"].concat();
            utility("expr")
                .args(words)
                .utf8()
                .run()
                .is(line, "", status);
        };
        let word = OsStr::new;
        is(&[word("length"), text], b"3", 0);
        is(&[word("index"), text, word("γ")], b"3", 0);
        is(&[word("index"), text, word("x")], b"0", 1);
        is(&[word("index"), text, OsStr::from_bytes(b"\xce")], b"0", 1);
        is(
            &[word("substr"), text, word("3"), word("1")],
            "γ".as_bytes(),
            0,
        );
        is(&[text, word(":"), word("α")], b"1", 0);
        utility("expr").args([word("length"), text]).recorded();
    }
    utility("expr")
        .args(["αβγ", ":", ".*"])
        .utf8()
        .prints("3\n");
    utility("expr")
        .args(["αβγ", ":", ".\\(.\\)"])
        .utf8()
        .prints("β\n");
    utility("expr").args(["αβγ", ":", ".*"]).recorded();
    let second = OsStr::from_bytes(b"\xff");
    utility("expr")
        .args([OsStr::new("index"), broken, second])
        .utf8()
        .prints("2\n");
    utility("expr").args(["é", ">", "z"]).utf8().prints("1\n");
}

#[test]
fn syntax_errors() {
    for words in [
        "",
        "--",
        "-- 1",
        "-- --",
        "a b",
        "(",
        "( 1",
        "( 1 2",
        ")",
        "1 +",
        "1 |",
        "* 2",
        "a )",
        "( )",
        "--foo",
        "-h",
        "--help=3",
        "--version 1",
        "-- --help",
        "=",
        "1 = ",
        ": a",
    ] {
        recorded(words);
    }
    let quoted = "expr: syntax error: unexpected argument ‘b’\n";
    utility("expr").args(["a", "b"]).utf8().fails(2, quoted);
}

#[test]
fn options_stand_alone() {
    for help in ["--help", "--he"] {
        let help = utility("expr").args([help]).run();
        assert!(help.stdout.starts_with(b"Usage: expr EXPRESSION\n"));
        assert_eq!(help.status, 0);
    }
}

#[test]
fn output_that_fails() {
    let full = utility("expr").args(["1"]).run_into("/dev/full");
    full.is("", "expr: write error: No space left on device\n", 3);
    utility("expr").args(["a", "+"]).closed(2).fails(3, "");
    let closed = utility("expr").args(["0"]).closed(1).run();
    closed.is("", "expr: write error: Bad file descriptor\n", 3);
}

/// The C library would overflow the stack.
#[test]
fn patterns_are_limited_by_the_stack() {
    let groups = |count: usize| format!("{}x{}", r"\(".repeat(count), r"\)".repeat(count));
    let stars = "x*".repeat(60_000);
    utility("expr")
        .args(["x", ":", &groups(5_000)])
        .prints("x\n");
    for pattern in [groups(20_000), stars] {
        utility("expr")
            .args(["x", ":", &pattern])
            .fails(2, "expr: Regular expression too big\n");
    }
}

/// As deep as the arguments of a process may be with a stack of 8 MiB, and with a small one.
#[test]
fn any_depth() {
    let nested = |count: usize| {
        let mut words = vec!["("; count];
        words.push("7");
        words.extend(vec![")"; count]);
        words
    };
    utility("expr").args(nested(100_000)).prints("7\n");
    let mut lengths = vec!["length"; 50_000];
    lengths.push("777");
    utility("expr").args(lengths).prints("1\n");
    utility("expr")
        .args(vec!["("; 100_000])
        .fails(2, "expr: syntax error: missing argument after '('\n");
    let expr = bin_dir().join("expr");
    program("prlimit")
        .args(["--stack=262144"])
        .args([&expr])
        .args(nested(6_000))
        .prints("7\n");
}

/// Ranges go by code point in every locale, also after a comparison in the locale's order.
#[test]
fn ranges_go_by_code_point() {
    for locale in ["C.UTF-8", "de_DE.UTF-8", "en_US.UTF-8"] {
        if !has_locale(locale) {
            skip!("there is no locale {locale}");
        }
        let expr = |words: &[&str]| {
            let expr = utility("expr").env("LC_ALL", locale).env("LANGUAGE", "C");
            expr.args(words).run()
        };
        for (pattern, length) in [
            ("[à-ö]*", 2),
            ("[z-é]", 1),
            ("[a-é]*", 1),
            ("[^a-z]", 1),
            ("[a-z]", 0),
            ("[é-a]", 0),
            ("[É-Ê]", 0),
            ("[]-ê]*", 2),
            ("[-é]", 1),
            ("[é-]", 1),
            ("[[:digit:]à-ö]*", 2),
            ("\\[à-ö]", 0),
            ("[[=e=]]", 0),
        ] {
            let status = i32::from(length == 0);
            expr(&["éê", ":", pattern]).is(format!("{length}\n"), "", status);
            let compared = ["a", "<", "B", "&", "éê", ":", pattern];
            let both = expr(&compared).stdout;
            let sorted = expr(&compared[..3]).stdout;
            let expected = if sorted == b"0\n" { 0 } else { length };
            // "1 & length" is 1.
            assert_eq!(
                both,
                format!("{}\n", expected.min(1)).as_bytes(),
                "{pattern}"
            );
        }
    }
}
