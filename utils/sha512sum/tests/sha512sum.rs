//! sha512sum. What the digests' utilities have in common is tested with md5sum.

use testing::{DigestUtility, utility};

const UTILITY: DigestUtility = DigestUtility("sha512sum");

/// The SHA-512 digest of `abc`, from FIPS 180.
const ABC: &str = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
               2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

#[test]
fn prints_the_digest_and_the_name() {
    let sha512sum = |args: &[&str]| utility("sha512sum").args(args).stdin("abc");
    sha512sum(&[]).prints(format!("{ABC}  -\n"));
    sha512sum(&["-bz", "-"]).prints(format!("{ABC} *-\0"));
    sha512sum(&["--tag", "-"]).prints(format!("SHA512 (-) = {ABC}\n"));
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
