//! The values of `--algorithm` and `--length`, and what they mean together.

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;

/// The end of the help page.
pub(crate) const NOTES: &str = "\
TYPE is one of:
  sysv     as 'sum -s'
  bsd      as 'sum -r'
  crc      the default
  crc32b   the CRC of Ethernet and gzip
  md5      as md5sum
  sha1     as sha1sum
  sha2     as sha224sum to sha512sum, with -l 224, 256, 384 or 512
  sha3     with -l 224, 256, 384 or 512
  blake2b  as b2sum, with any -l that is a multiple of 8 up to 512
  sm3
With no FILE, or when FILE is -, read standard input.";

/// An algorithm, with its length in the names that imply one.
#[derive(Clone, Copy)]
pub(crate) struct Choice(Algorithm, u32);

/// The words, in the order in which messages list them.
const CHOICES: [(&str, Choice); 14] = [
    ("bsd", Choice(Algorithm::Bsd, 0)),
    ("sysv", Choice(Algorithm::Sysv, 0)),
    ("crc", Choice(Algorithm::Crc, 0)),
    ("crc32b", Choice(Algorithm::Crc32b, 0)),
    ("md5", Choice(Algorithm::Md5, 0)),
    ("sha1", Choice(Algorithm::Sha1, 0)),
    ("sha224", Choice(Algorithm::Sha2, 224)),
    ("sha256", Choice(Algorithm::Sha2, 256)),
    ("sha384", Choice(Algorithm::Sha2, 384)),
    ("sha512", Choice(Algorithm::Sha2, 512)),
    ("sha2", Choice(Algorithm::Sha2, 0)),
    ("sha3", Choice(Algorithm::Sha3, 0)),
    ("blake2b", Choice(Algorithm::Blake2b, 0)),
    ("sm3", Choice(Algorithm::Sm3, 0)),
];

impl Choice {
    /// Finds a word, which is not to be abbreviated.
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

/// Puts the algorithm and the length of its digests into the settings.
pub(crate) fn choose(
    choice: Option<Choice>,
    length: Option<(u64, &OsStr)>,
    settings: &mut Settings,
) -> Result {
    let Choice(algorithm, implied) = choice.unwrap_or(Choice(Algorithm::Crc, 0));
    let length = length.filter(|&(bits, _)| bits != 0);
    settings.algorithm = (choice.is_some() || !settings.check).then_some(algorithm);
    settings.bits = match length {
        None if algorithm.is_sized() && implied == 0 && !settings.check => {
            let name = algorithm.name().to_ascii_lowercase();
            let lengths = "224, 256, 384, or 512";
            return Err(Error::new(format!(
                "--algorithm={name} requires specifying --length {lengths}"
            )));
        }
        None => implied,
        Some((bits, given)) if algorithm == Algorithm::Blake2b => {
            checksum::blake2b_bits(bits, given)?
        }
        Some((bits, given)) if algorithm.is_sized() && implied == 0 => {
            if !matches!(bits, 224 | 256 | 384 | 512) {
                diagnostics::warning(&format!("invalid length: {}", quote(given)));
                let name = quote(OsStr::new(algorithm.name()));
                let lengths = "224, 256, 384, or 512";
                return Err(Error::new(format!(
                    "digest length for {name} must be {lengths}"
                )));
            }
            bits as u32
        }
        Some(_) => {
            return Err(Error::new(
                "--length is only supported with --algorithm blake2b, sha2, or sha3",
            ));
        }
    };
    if settings.check && choice.is_some() && algorithm.is_legacy() {
        return Err(Error::new(
            "--check is not supported with --algorithm={bsd,sysv,crc,crc32b}",
        ));
    }
    Ok(())
}

/// Tells which way the CRC takes.
pub(crate) fn tell_hardware(settings: &Settings) {
    let crc = [Some(Algorithm::Crc), Some(Algorithm::Crc32b)];
    if crc.contains(&settings.algorithm) {
        diagnostics::warning(if checksum::has_fast_crc() {
            "using pclmul hardware support"
        } else {
            "pclmul support not detected"
        });
    }
}
