//! The values of `--algorithm` and `--length`, and what they mean together.

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;

/// The end of the help page.
pub(crate) const NOTES: &str = "\
TYPE is one of:
  sysv     as 'sum -s'
  bsd      as 'sum -r'
  crc      the CRC of POSIX (the default)
  crc32b   the CRC of Ethernet and gzip
  md5      as md5sum
  sha1     as sha1sum
  sha2     as sha224sum to sha512sum, with -l 224, 256, 384 or 512
  sha3     with -l 224, 256, 384 or 512
  blake2b  as b2sum, with -l set to a multiple of 8, at most 512
  sm3      the hash function of the Chinese standard GM/T 0004

Standard input is read if there is no FILE, and for each FILE that is -.";

/// A value of `--algorithm`.
#[derive(Clone, Copy)]
pub(crate) struct Choice {
    algorithm: Algorithm,
    /// The digest length that the word implies, 0 if it implies none.
    bits: u32,
}

/// A value of `--length`.
#[derive(Clone, Copy)]
pub(crate) struct Length {
    bits: u64,
    /// The value as it was given, for messages.
    given: &'static OsStr,
}

/// The digest lengths of SHA-2 and SHA-3.
const SIZES: [u64; 4] = [224, 256, 384, 512];

/// The same, for messages.
const SIZES_TEXT: &str = "224, 256, 384, or 512";

/// The words, in the order in which messages list them.
const CHOICES: [(&str, Choice); 14] = [
    ("bsd", choice(Algorithm::Bsd, 0)),
    ("sysv", choice(Algorithm::Sysv, 0)),
    ("crc", choice(Algorithm::Crc, 0)),
    ("crc32b", choice(Algorithm::Crc32b, 0)),
    ("md5", choice(Algorithm::Md5, 0)),
    ("sha1", choice(Algorithm::Sha1, 0)),
    ("sha224", choice(Algorithm::Sha2, 224)),
    ("sha256", choice(Algorithm::Sha2, 256)),
    ("sha384", choice(Algorithm::Sha2, 384)),
    ("sha512", choice(Algorithm::Sha2, 512)),
    ("sha2", choice(Algorithm::Sha2, 0)),
    ("sha3", choice(Algorithm::Sha3, 0)),
    ("blake2b", choice(Algorithm::Blake2b, 0)),
    ("sm3", choice(Algorithm::Sm3, 0)),
];

const fn choice(algorithm: Algorithm, bits: u32) -> Choice {
    Choice { algorithm, bits }
}

impl Choice {
    /// Finds a word. Unlike other keywords, these cannot be abbreviated.
    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        if let Some((_, choice)) = CHOICES.iter().find(|(word, _)| given == *word) {
            return Ok(*choice);
        }
        let option = quote(OsStr::new("--algorithm"));
        let mut message = format!("invalid argument {} for {option}", quote(given));
        message.push_str("\nValid arguments are:");
        for (word, _) in CHOICES {
            message.push_str("\n  - ");
            message.push_str(&quote(OsStr::new(word)));
        }
        Err(Error::usage(message))
    }
}

impl Length {
    pub(crate) fn parse(given: &'static OsStr) -> Result<Self> {
        let bits = checksum::parse_length(given)?;
        Ok(Self { bits, given })
    }
}

/// Sets the algorithm and the length of its digests.
pub(crate) fn choose(
    choice: Option<Choice>,
    length: Option<Length>,
    settings: &mut Settings,
) -> Result {
    settings.algorithm = match choice {
        Some(choice) => Some(choice.algorithm),
        // Each line of a list may name its own.
        None if settings.check => None,
        None => Some(Algorithm::Crc),
    };
    let choice = choice.unwrap_or(self::choice(Algorithm::Crc, 0));
    settings.bits = bits(
        choice,
        length.filter(|length| length.bits != 0),
        settings.check,
    )?;
    if settings.check && settings.algorithm.is_some_and(Algorithm::is_legacy) {
        return Err(Error::new(
            "--check is not supported with --algorithm={bsd,sysv,crc,crc32b}",
        ));
    }
    Ok(())
}

/// Returns the length of digests, 0 for the algorithm's own.
fn bits(choice: Choice, length: Option<Length>, check: bool) -> Result<u32> {
    let algorithm = choice.algorithm;
    let needs_length = algorithm.is_sized() && choice.bits == 0;
    match length {
        None if needs_length && !check => {
            let name = algorithm.name().to_ascii_lowercase();
            Err(Error::new(format!(
                "--algorithm={name} requires specifying --length {SIZES_TEXT}"
            )))
        }
        None => Ok(choice.bits),
        Some(Length { bits, given }) if algorithm == Algorithm::Blake2b => {
            checksum::blake2b_bits(bits, given)
        }
        Some(Length { bits, .. }) if needs_length && SIZES.contains(&bits) => Ok(bits as u32),
        Some(Length { given, .. }) if needs_length => {
            diagnostics::warning(&format!("invalid length: {}", quote(given)));
            let name = quote(OsStr::new(algorithm.name()));
            Err(Error::new(format!(
                "digest length for {name} must be {SIZES_TEXT}"
            )))
        }
        Some(_) => Err(Error::new(
            "--length is only supported with --algorithm blake2b, sha2, or sha3",
        )),
    }
}

/// Prints how the CRC is computed, for `--debug`.
pub(crate) fn report_hardware(settings: &Settings) {
    let crc = [Some(Algorithm::Crc), Some(Algorithm::Crc32b)];
    if crc.contains(&settings.algorithm) {
        diagnostics::warning(if checksum::has_fast_crc() && !is_switched_off() {
            "using pclmul hardware support"
        } else {
            "pclmul support not detected"
        });
    }
}

/// Returns whether GLIBC_TUNABLES masks a feature that the fast CRC needs.
fn is_switched_off() -> bool {
    let tunables = std::env::var_os("GLIBC_TUNABLES").unwrap_or_default();
    let masked = |list: &[u8]| {
        let mut features = list.split(|&byte| byte == b',');
        features.any(|feature| matches!(feature, b"-AVX" | b"-PCLMULQDQ" | b"-PMULL"))
    };
    let mut settings = tunables.as_bytes().split(|&byte| byte == b':');
    settings.any(|setting| {
        setting
            .strip_prefix(b"glibc.cpu.hwcaps=")
            .is_some_and(masked)
    })
}
