//! The command line of the utilities for checksums.

use super::algorithm::{Algorithm, Digest};
use crate::options;
use crate::program::cli::{Given, Table};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use crate::values::number::{self, Mistake};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// The format of a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Hexadecimal digits. Legacy checksums are decimal.
    Hex,
    /// Base64.
    Base64,
    /// Only the bytes of the checksum.
    Raw,
}

/// What a verification reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Each file, and the numbers of failures.
    All,
    /// Also each malformed line.
    Warnings,
    /// Only failures.
    Failures,
    /// Nothing. Only the exit status is set.
    Nothing,
}

/// The values of the options.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The algorithm. None in a verification whose lines name their algorithms.
    pub algorithm: Option<Algorithm>,
    /// The length of checksums in bits. 0 is the default length, or any length in a verification.
    pub bits: u32,
    /// The format of printed checksums.
    pub form: Form,
    /// Whether lines have the BSD format: algorithm, name, checksum.
    pub tagged: bool,
    /// `--binary` (true) or `--text` (false), if given.
    pub binary: Option<bool>,
    /// Whether lines end in NUL and names are not escaped.
    pub zero: bool,
    /// Whether lists are verified.
    pub check: bool,
    /// What a verification reports.
    pub report: Report,
    /// Whether malformed lines make a verification fail.
    pub strict: bool,
    /// Whether missing files are ignored.
    pub ignore_missing: bool,
    /// Whether lists may contain checksums in base64.
    pub base64_lists: bool,
}

impl Settings {
    /// Returns the values without any option.
    pub fn new(algorithm: Option<Algorithm>, bits: u32) -> Self {
        Self {
            algorithm,
            bits,
            form: Form::Hex,
            tagged: false,
            binary: None,
            zero: false,
            check: false,
            report: Report::All,
            strict: false,
            ignore_missing: false,
            base64_lists: false,
        }
    }

    /// Takes one of [`options`].
    pub fn take(&mut self, option: &Given) {
        match option.name {
            "binary" => self.binary = Some(true),
            "text" => self.binary = Some(false),
            "check" => self.check = true,
            "tag" => self.tagged = true,
            "zero" => self.zero = true,
            "ignore-missing" => self.ignore_missing = true,
            "quiet" => self.report = Report::Failures,
            "status" => self.report = Report::Nothing,
            "strict" => self.strict = true,
            "warn" => self.report = Report::Warnings,
            _ => option.unhandled(),
        }
    }

    /// Checks the combination of options.
    ///
    /// # Errors
    /// Options contradict each other.
    pub fn verify(&self) -> Result {
        let report = match self.report {
            Report::All => None,
            Report::Warnings => Some("warn"),
            Report::Failures => Some("quiet"),
            Report::Nothing => Some("status"),
        };
        let missing = self.ignore_missing.then_some("ignore-missing");
        let only_in_a_check = missing.or(report).or(self.strict.then_some("strict"));
        let mistake = match only_in_a_check {
            _ if self.check && self.zero => {
                "the --zero option is not supported when verifying checksums"
            }
            _ if self.check && self.tagged => {
                "the --tag option is meaningless when verifying checksums"
            }
            _ if self.check && self.binary.is_some() => {
                "the --binary and --text options are meaningless when verifying checksums"
            }
            Some(option) if !self.check => {
                &format!("the --{option} option is meaningful only when verifying checksums")
            }
            _ => return Ok(()),
        };
        Err(Error::usage(mistake))
    }

    /// Returns whether a list may contain such a checksum.
    pub(super) fn accepts(&self, digest: Digest) -> bool {
        // Lists may contain any length of BLAKE2b: each line determines its own.
        let any = self.bits == 0 || digest.algorithm == Algorithm::Blake2b;
        self.algorithm
            .is_none_or(|own| own == digest.algorithm && (any || self.bits == digest.bits))
    }
}

/// Returns the options of every utility for digests.
pub const OPTIONS: Table = options![
    flag("-b, --binary", "mark names as read in binary mode"),
    flag("-c, --check", "verify the checksums that the FILEs list"),
    flag("--tag", "print BSD's format, which names the algorithm"),
    flag(
        "-t, --text",
        "mark names as read in text mode (the default)",
    ),
    flag(
        "-z, --zero",
        "end lines with NUL instead of newline, and do not escape names",
    ),
    flag("--ignore-missing", "with -c, skip files that do not exist"),
    flag("--quiet", "with -c, report only files that fail"),
    flag(
        "--status",
        "with -c, print nothing and only set the exit status",
    ),
    flag("--strict", "with -c, fail if a line is malformed"),
    flag("-w, --warn", "with -c, warn about malformed lines"),
];

/// Parses the value of `--length`, in bits.
///
/// # Errors
/// It is not a number.
pub fn parse_length(given: &OsStr) -> Result<u64> {
    let message = || format!("invalid length: {}", quote(given));
    number::parse(given.as_bytes(), "").map_err(|mistake| match mistake {
        Mistake::Invalid => Error::new(message()),
        Mistake::Overflow => Error::io(message(), &rustix::io::Errno::OVERFLOW.into()),
    })
}

/// Checks a length for BLAKE2b. 0 is the maximum.
///
/// # Errors
/// BLAKE2b does not support it.
pub fn blake2b_bits(length: u64, given: &OsStr) -> Result<u32> {
    let reason = if !length.is_multiple_of(8) {
        "length is not a multiple of 8".to_owned()
    } else if length > 512 {
        let name = quote(OsStr::new(Algorithm::Blake2b.name()));
        format!("maximum digest length for {name} is 512 bits")
    } else {
        return Ok(length as u32);
    };
    diagnostics::warning(&format!("invalid length: {}", quote(given)));
    Err(Error::new(reason))
}
