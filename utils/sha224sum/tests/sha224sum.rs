//! sha224sum. What the digests' utilities have in common is tested with md5sum.

use testing::{DigestUtility, utility};

const UTILITY: DigestUtility = DigestUtility("sha224sum");

/// The SHA-224 digest of `abc`, from FIPS 180.
const ABC: &str = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7";

#[test]
fn prints_the_digest_and_the_name() {
    let sha224sum = |args: &[&str]| utility("sha224sum").args(args).stdin("abc");
    sha224sum(&[]).prints(format!("{ABC}  -\n"));
    sha224sum(&["-bz", "-"]).prints(format!("{ABC} *-\0"));
    sha224sum(&["--tag", "-"]).prints(format!("SHA224 (-) = {ABC}\n"));
}

#[test]
fn files_of_many_lengths() {
    UTILITY.files_of_many_lengths();
}

#[test]
fn checks_what_it_printed() {
    UTILITY.checks_what_it_printed();
}

#[test]
fn warns_about_lines_of_other_digests() {
    UTILITY.warns_about_lines_of_other_digests();
}
