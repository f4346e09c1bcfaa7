//! sha256sum. What the digests' utilities have in common is tested with md5sum.

use testing::{DigestUtility, utility};

const UTILITY: DigestUtility = DigestUtility("sha256sum");

/// The SHA-256 digest of `abc`, from FIPS 180.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

#[test]
fn prints_the_digest_and_the_name() {
    let sha256sum = |args: &[&str]| utility("sha256sum").args(args).stdin("abc");
    sha256sum(&[]).prints(format!("{ABC}  -\n"));
    sha256sum(&["-bz", "-"]).prints(format!("{ABC} *-\0"));
    sha256sum(&["--tag", "-"]).prints(format!("SHA256 (-) = {ABC}\n"));
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
