//! hostid: printing the numeric identifier of the host.

use testing::utility;

#[test]
fn prints_the_identifier() {
    utility("hostid").like_gnu();
    let shown = utility("hostid").run().text();
    let digits = shown.strip_suffix('\n').unwrap();
    let is_hexadecimal = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    assert!(
        digits.len() == 8 && digits.bytes().all(is_hexadecimal),
        "{shown}"
    );
}

#[test]
fn complains_like_gnu() {
    for args in [&["x"][..], &["-a"], &["--", "x", "y"]] {
        utility("hostid").args(args).recorded();
    }
    let full = utility("hostid").run_into("/dev/full");
    full.is("", "hostid: write error: No space left on device\n", 1);
}
