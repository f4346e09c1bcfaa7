//! sha384sum. What the digests' utilities have in common is tested with md5sum.

use testing::{DigestUtility, utility};

const UTILITY: DigestUtility = DigestUtility("sha384sum");

/// The SHA-384 digest of `abc`, from FIPS 180.
const ABC: &str = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
               8086072ba1e7cc2358baeca134c825a7";

#[test]
fn prints_the_digest_and_the_name() {
    let sha384sum = |args: &[&str]| utility("sha384sum").args(args).stdin("abc");
    sha384sum(&[]).prints(format!("{ABC}  -\n"));
    sha384sum(&["-bz", "-"]).prints(format!("{ABC} *-\0"));
    sha384sum(&["--tag", "-"]).prints(format!("SHA384 (-) = {ABC}\n"));
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
