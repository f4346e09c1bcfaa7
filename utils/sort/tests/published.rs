//! Published faults of other implementations of sort.

use testing::utility;

/// The key began before the line in GNU's sort (CVE-2025-5278).
#[test]
fn an_obsolete_key_beyond_all_lines_is_empty() {
    for key in [
        "+0.18446744073709551615",
        "+18446744073709551615.1",
        "+1.9223372036854775807R",
    ] {
        utility("sort")
            .env("_POSIX2_VERSION", "199209")
            .args([key])
            .stdin("b\na\n\nb a\n")
            .prints("\na\nb\nb a\n");
    }
}

/// Long lines, in the locales whose support in distributions' patches of GNU's sort had
/// faults (CVE-2013-0221, CVE-2015-4041, CVE-2015-4042).
#[test]
fn long_lines_of_several_byte_characters() {
    let long = "\u{e4}b ".repeat(1 << 17);
    let text = format!("{long}2\n{long}1\n\u{e4}\n");
    for options in ["-d", "-f", "-M", "-bdf", "-k1,2f"] {
        let expected = format!("\u{e4}\n{long}1\n{long}2\n");
        utility("sort")
            .args([options])
            .utf8()
            .stdin(&text)
            .prints(expected);
    }
}
