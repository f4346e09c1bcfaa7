//! What the utilities' command lines have in common.

use super::{Algorithm, Digest};
use crate::program::cli::{Arg, Args, Command, Given, flag};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use crate::values::number::{self, Mistake};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// How a checksum is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In hexadecimal digits (legacy ones in decimal).
    Hex,
    /// In base64.
    Base64,
    /// As its bytes, and nothing else.
    Raw,
}

/// What of a check is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Each file, and sums of what was wrong.
    All,
    /// The same, and each line that is none.
    Warnings,
    /// Only what was wrong.
    Failures,
    /// Nothing: the exit status tells.
    Nothing,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The algorithm; in a check, none where each line tells its own.
    pub algorithm: Option<Algorithm>,
    /// The length of checksums; 0 for the algorithm's own, in a check for any that it has.
    pub bits: u32,
    /// How checksums are printed.
    pub form: Form,
    /// The algorithm before the name and the checksum behind it, as BSD prints them?
    pub tagged: bool,
    /// Was one of `--binary` (true) and `--text` given?
    pub binary: Option<bool>,
    /// Do lines end in NUL, with names as they are?
    pub zero: bool,
    /// Are lists checked?
    pub check: bool,
    /// What of a check is told.
    pub told: Told,
    /// Do lines that are none fail a check?
    pub strict: bool,
    /// Do lists name files that need not be there?
    pub ignore_missing: bool,
    /// May lists give checksums in base64 too?
    pub base64_lists: bool,
}

impl Settings {
    /// Those of a utility without options.
    pub fn new(algorithm: Option<Algorithm>, bits: u32) -> Self {
        Self {
            algorithm,
            bits,
            form: Form::Hex,
            tagged: false,
            binary: None,
            zero: false,
            check: false,
            told: Told::All,
            strict: false,
            ignore_missing: false,
            base64_lists: false,
        }
    }

    /// Takes in one of [`options`].
    pub fn take(&mut self, option: &Given) {
        match option.name {
            "binary" => self.binary = Some(true),
            "text" => self.binary = Some(false),
            "check" => self.check = true,
            "tag" => (self.tagged, self.binary) = (true, Some(true)),
            "zero" => self.zero = true,
            "ignore-missing" => self.ignore_missing = true,
            "quiet" => self.told = Told::Failures,
            "status" => self.told = Told::Nothing,
            "strict" => self.strict = true,
            "warn" => self.told = Told::Warnings,
            _ => {}
        }
    }

    /// Says what does not go together.
    ///
    /// # Errors
    /// The first such thing.
    pub fn verify(&self) -> Result {
        let told = match self.told {
            Told::All => None,
            Told::Warnings => Some("warn"),
            Told::Failures => Some("quiet"),
            Told::Nothing => Some("status"),
        };
        let missing = self.ignore_missing.then_some("ignore-missing");
        let only_in_a_check = missing.or(told).or(self.strict.then_some("strict"));
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

    /// May a list have such a checksum?
    pub(super) fn accepts(&self, digest: Digest) -> bool {
        // Whatever length of BLAKE2b was asked for: a line tells its own.
        let any = self.bits == 0 || digest.algorithm == Algorithm::Blake2b;
        self.algorithm
            .is_none_or(|own| own == digest.algorithm && (any || self.bits == digest.bits))
    }
}

/// The options of every utility that knows digests.
pub fn options() -> [Arg; 10] {
    [
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
    ]
}

/// The whole of a utility that knows one digest.
///
/// # Errors
/// Mistakes in the command line, and those of [`super::run`].
pub fn utility(args: Args, cli: fn() -> Command, algorithm: Algorithm, bits: u32) -> Result {
    let mut settings = Settings::new(Some(algorithm), bits);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        settings.take(&option);
    }
    run_alone(&settings, &options.operands())
}

/// The rest of a utility that knows one algorithm, once its options are read.
///
/// # Errors
/// Contradictions, and those of [`super::run`].
pub fn run_alone(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    if settings.tagged && settings.binary == Some(false) {
        return Err(Error::usage("--tag does not support --text mode"));
    }
    settings.verify()?;
    super::run(settings, operands)
}

/// The number of bits that `--length` gives.
///
/// # Errors
/// It is no number.
pub fn parse_length(given: &OsStr) -> Result<u64> {
    let message = || format!("invalid length: {}", quote(given));
    number::parse(given.as_bytes(), "").map_err(|mistake| match mistake {
        Mistake::Invalid => Error::new(message()),
        Mistake::Overflow => Error::io(message(), &rustix::io::Errno::OVERFLOW.into()),
    })
}

/// The length as one of BLAKE2b's, 0 for its longest.
///
/// # Errors
/// It has no such length.
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
