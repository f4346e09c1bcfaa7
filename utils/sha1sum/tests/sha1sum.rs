//! sha1sum. What the digests' utilities have in common is tested with md5sum.

use testing::{DigestUtility, utility};

const UTILITY: DigestUtility = DigestUtility("sha1sum");

/// The SHA-1 digest of `abc`, from FIPS 180.
const ABC: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";

#[test]
fn prints_the_digest_and_the_name() {
    let sha1sum = |args: &[&str]| utility("sha1sum").args(args).stdin("abc");
    sha1sum(&[]).prints(format!("{ABC}  -\n"));
    sha1sum(&["-bz", "-"]).prints(format!("{ABC} *-\0"));
    sha1sum(&["--tag", "-"]).prints(format!("SHA1 (-) = {ABC}\n"));
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
