//! tr: translating, deleting and squeezing bytes.

use testing::{Case, utility};

const TEXT: &[u8] = b"aAbBcC zZ09\n\xc3\xa9xx  []:*=-\\\t\0\x01\xff\xffaabb--";

fn tr(args: &[&str]) -> Case {
    utility("tr").args(args).stdin(TEXT)
}

fn all_recorded(cases: &[&[&str]]) {
    for args in cases {
        tr(args).recorded();
    }
}

#[test]
fn examples() {
    let tr = |args: &[&str], input: &str| utility("tr").args(args).stdin(input);
    tr(&["a-z", "A-Z"], "hello").prints("HELLO");
    tr(&["[:lower:]", "[:upper:]"], "hello").prints("HELLO");
    tr(&["abc", "x"], "aabbccd").prints("xxxxxxd");
    tr(&["-t", "abc", "x"], "aabbccd").prints("xxbbccd");
    tr(&["-d", "l"], "hello").prints("heo");
    tr(&["-s", "l"], "hello").prints("helo");
    tr(&["-cd", "[:digit:]"], "a1b2").prints("12");
    tr(&["-cs", "[:alpha:]", "\\n"], "two  words").prints("two\nwords");
    tr(&["-ds", "a", "b"], "aabbcc").prints("bcc");
}

#[test]
fn translates() {
    all_recorded(&[
        &["abc", "xy"],
        &["aa", "xy"],
        &["a-z", "A-Z"],
        &["A-Za-z", "N-ZA-Mn-za-m"],
        &["-t", "abc", "xy"],
        &["-t", "a", ""],
        &["", ""],
        &["", "a"],
        &["\\0-\\377", "\\1-\\377\\0"],
        &["\\000-\\010acegikmoqsuwy", "[x*9]bdfhjlnprtvxz"],
        &["-c", "abc", "xy"],
        &["-c", "", "x"],
        &["-C", "a-z\n", "[_*]"],
        &["-ct", "a", "x"],
        &["a-b-c", "1234"],
        &["a\\-c", "xyz"],
        &["a-", "xy"],
        &["--", "-a", "xy"],
        &["a", "-d"],
        &["\\a\\b\\f\\n\\r\\t\\v\\\\\\q", "1-9"],
        &["\\18", "xy"],
        &["\\1234", "xy"],
        &["abcz", "[x*2][y*01]q"],
        &["abc", "[x*0]"],
        &["ab", "[x*+1]y"],
        &["ab", "[x* 09]"],
        &["[a*500000]", "x"],
        &["a[b*500000]z", "x[y*499999]yq"],
        &["\\400", "x"],
        &["\\777\\477", "x"],
        &["a\\", "x"],
        &["-A", "[:lower:]", "[:upper:]"],
        &["-As", "a"],
    ]);
}

#[test]
fn classes() {
    let classes = [
        "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
        "upper", "xdigit",
    ];
    for class in classes {
        let class = format!("[:{class}:]");
        tr(&["-d", &class]).recorded();
        tr(&["-cs", &class, "[\n*]"]).utf8().recorded();
    }
    all_recorded(&[
        &["[:lower:]", "[:upper:]"],
        &["[:upper:]", "[:lower:]"],
        &["[:lower:]", "[:lower:]"],
        &["[:upper:]a", "[:lower:]x"],
        &["ab[:lower:]", "xy[:lower:]"],
        &["[:lower:][:lower:]a", "[:lower:][:upper:]0"],
        &["x[:lower:]", "y[:upper:]"],
        &["[:lower:][:upper:]", "[:upper:][:lower:]"],
        &["-t", "[:lower:]z", "[:upper:]"],
        &["[:upper:]-z", "[:lower:]AB"],
        &["[:upper:]", "a-z"],
        &["-s", "[:lower:]", "[:upper:]"],
        &["[:digit:][:upper:]", "[x*10][:lower:]"],
        &["[:alpha:]-z", "x"],
        &["-c", "[:upper:]", "aaa"],
        &["-c", "[:upper:]", "[a*]"],
        &["[=a=][===]", "xy"],
        &["[=\\133=]", "x"],
    ]);
}

#[test]
fn text_similar_to_a_construct() {
    all_recorded(&[
        &["[a", "xy"],
        &["[a]", "xyz"],
        &["[:", "xy"],
        &["[:alpha", "x"],
        &["[=a", "x"],
        &["[a*", "x"],
        &["a", "[x*9"],
        &["a", "[x*\u{e9}]"],
        &["[x*1\\n=]", "a"],
        &["[\\:alpha:]", "x"],
        &["[:alpha\\:]", "x"],
        &["[\\052*3]", "q"],
        &["q", "[\\052*2]"],
        &["[==", "xyz"],
        &["[[=a=]", "xy"],
        &["[-a", "x"],
        &["[:*3]", "x"],
        &["x", "[:*3]"],
        &["x", "[=*]"],
        &["[a*8]", "x"],
        &["[a*\\8]", "x"],
    ]);
}

#[test]
fn deletes_and_squeezes() {
    all_recorded(&[
        &["-d", "a-z"],
        &["-d", ""],
        &["-cd", "a-z"],
        &["-cd", ""],
        &["-d", "[x*3]x"],
        &["-s", "a-z "],
        &["-s", ""],
        &["-s", "[x*2]"],
        &["-cs", "a-z"],
        &["-s", "abc", "x-z"],
        &["-s", "ab", "x"],
        &["-st", "abcx", "xy"],
        &["-cs", "[:alpha:]", "\\n"],
        &["-ds", "a", "[:alpha:][=x=]"],
        &["-dcs", "[:alnum:]x", "x-z0"],
    ]);
    // Runs that continue in the next block.
    let long = "aab".repeat(100_000) + &"c".repeat(200_000);
    for args in [
        &["-s", "abc"][..],
        &["-d", "b"],
        &["-s", "ab", "xx"],
        &["a-c", "A-C"],
    ] {
        utility("tr").args(args).stdin(&long).recorded();
    }
}

#[test]
fn errors() {
    all_recorded(&[
        &[],
        &["a"],
        &["-d"],
        &["-d", "a", "b"],
        &["-d", "a", "b", "c"],
        &["-s", "a", "b", "c"],
        &["-ds", "a"],
        &["-ds"],
        &["-ds", "a", "b", "c"],
        &["a", "b", "c"],
        &["-s"],
        &["-c", "a"],
        &["--a", "b"],
        &["[:foo:]", "a"],
        &["[::]", "a"],
        &["[==]", "a"],
        &["[=ab=]", "x"],
        &["[=\\n\\\\b=]", "x"],
        &["z-a", "x"],
        &["\\377-\\001", "x"],
        &["z-\\a", "x"],
        &["a--", "x"],
        &["a-[:alpha:]", "x"],
        &["[x*]", "a"],
        &["abc", "[x*][y*]"],
        &["a", "[x*q]"],
        &["a", "[x*09]"],
        &["a", "[x*-1]"],
        &["a", "[x*18446744073709551615]"],
        &["a", "[x*99999999999999999999]"],
        &["[a*18446744073709551615]bc", "x"],
        &["-d", "[x*]"],
        &["-ds", "a", "[x*]"],
        &["-s", "[x*]"],
        &["a", "[=x=]"],
        &["ab", "[:digit:]"],
        &["ab", "[:upper:]"],
        &["a", "b[:upper:]"],
        &["a", "bc[:upper:]"],
        &["[:\\0\\[\\\\\\n:]", "a"],
        &["a", ""],
        &["-c", "[:upper:]", "ab"],
        &["-c", "a", "[:upper:]"],
        &["-c", "[:upper:]", "[:lower:]"],
        &["-c", "[:alpha:]", "[a*300]"],
        &["-tc", "[:alpha:]", "ab"],
        &["a[:upper:]", "[:lower:]x"],
        &["[:alpha:]", "[:upper:]"],
        &["[:lower:]a", "[:upper:]"],
        &["[:lower:]", "a-z[:upper:]"],
        &["-t", "abc", "x[:upper:]"],
        &["[:digit:][:upper:]", "x[:lower:]"],
        &["[:upper:]a-c", "[:lower:]"],
        &["-s", "a", "[:alpha:]"],
    ]);
    let full = "tr: write error: No space left on device\n";
    tr(&["a", "b"]).run_into("/dev/full").is("", full, 1);
    tr(&["a", "b"])
        .closed(1)
        .fails(1, "tr: write error: Bad file descriptor\n");
    tr(&["a", "b"])
        .closed(0)
        .fails(1, "tr: read error: Bad file descriptor\n");
    let directory = std::fs::File::open("/").expect("a directory can be opened");
    let outcome = utility("tr").args(["a", "b"]).run_from(&directory);
    outcome.is("", "tr: read error: Is a directory\n", 1);
}
