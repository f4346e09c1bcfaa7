//! Parsing the lines of a list of checksums. These formats are in use:
//!
//! ```text
//! 900150983cd24fb0d6963f7d28e17f72  name       (or " *name"; "\900... " if it is escaped)
//! 900150983cd24fb0d6963f7d28e17f72 name        (BSD's `md5 -r`: in all lines or in none)
//! MD5 (name) = 900150983cd24fb0d6963f7d28e17f72
//! MD5(name)= 900150983cd24fb0d6963f7d28e17f72  (OpenSSL)
//! ```

use super::algorithm::{Algorithm, Digest};
use super::options::Settings;
use base64_simd::STANDARD;
use memchr::{memchr, memrchr};

/// The content of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) digest: Digest,
    pub(super) sum: Vec<u8>,
    pub(super) name: Vec<u8>,
}

/// Parses lines.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    /// Whether names follow a single blank. The first line without a tag decides.
    reversed: Option<bool>,
    /// The name of the digest for messages. If any is allowed, that of the latest tag.
    pub(super) label: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        let algorithm = settings.algorithm.unwrap_or(Algorithm::Crc);
        let label = match algorithm.digest(settings.bits) {
            Some(digest) => digest.label(),
            None => algorithm.name().to_owned(),
        };
        Self {
            settings,
            reversed: None,
            label,
        }
    }

    /// Parses a line without its newline. Returns None if it is malformed.
    pub(super) fn read(&mut self, line: &[u8]) -> Option<Entry> {
        let line = after_blanks(line);
        let (escaped, line) = match line.strip_prefix(b"\\") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (digest, sum, name) = match tag(line) {
            Some((algorithm, digest, rest)) => {
                if self.settings.algorithm.is_none() {
                    self.label = digest.map_or(algorithm.name().to_owned(), Digest::label);
                }
                self.tagged(digest?, rest)
            }
            None => self.untagged(line),
        }?;
        let name = if escaped {
            unescape(name)?
        } else {
            // As in C, a name ends at a NUL.
            name.split(|&b| b == 0).next()?.to_owned()
        };
        Some(Entry { digest, sum, name })
    }

    /// Parses `name) = sum`.
    fn tagged<'l>(&self, digest: Digest, rest: &'l [u8]) -> Option<(Digest, Vec<u8>, &'l [u8])> {
        if !self.settings.accepts(digest) {
            return None;
        }
        let end = memrchr(b')', rest)?;
        let sum = after_blanks(&rest[end + 1..]).strip_prefix(b"=")?;
        let sum = self.decode(after_blanks(sum), &|bits| bits == digest.bits)?;
        Some((digest, sum, &rest[..end]))
    }

    /// Parses `sum  name`, `sum *name` or `sum name`.
    fn untagged<'l>(&mut self, line: &'l [u8]) -> Option<(Digest, Vec<u8>, &'l [u8])> {
        let algorithm = self.settings.algorithm?;
        let digest = |bits| {
            let digest = algorithm.digest(bits);
            digest.filter(|&digest| bits != 0 && self.settings.accepts(digest))
        };
        let end = line.iter().position(|&b| is_blank(b))?;
        let sum = self.decode(&line[..end], &|bits| digest(bits).is_some())?;
        let digest = digest(sum.len() as u32 * 8)?;
        let name = match &line[end + 1..] {
            // Only lines for BLAKE2b have no minimum length, and so may have an empty name.
            [] if algorithm != Algorithm::Blake2b => return None,
            [b' ' | b'*', name @ ..] if !name.is_empty() => {
                if *self.reversed.get_or_insert(false) {
                    &line[end + 1..]
                } else {
                    name
                }
            }
            name if *self.reversed.get_or_insert(true) => name,
            _ => return None,
        };
        Some((digest, sum, name))
    }

    /// Decodes a checksum, if its length in bits `fits`.
    fn decode(&self, text: &[u8], fits: &dyn Fn(u32) -> bool) -> Option<Vec<u8>> {
        let fits = |sum: &Vec<u8>| fits(sum.len() as u32 * 8);
        let base64 = || STANDARD.decode_to_vec(text).ok();
        let sum = decode_hex(text).filter(fits);
        sum.or_else(|| base64().filter(|_| self.settings.base64_lists).filter(fits))
    }
}

/// Parses the start of a line in the BSD format. Returns its algorithm, the digest (None if the
/// algorithm does not support its length), and the text after the `(`.
fn tag(line: &[u8]) -> Option<(Algorithm, Option<Digest>, &[u8])> {
    use Algorithm::{Blake2b, Md5, Sha1, Sha2, Sha3, Sm3};
    let open = memchr(b'(', line)?;
    let tag = line[..open].strip_suffix(b" ").unwrap_or(&line[..open]);
    let (name, length) = match memchr(b'-', tag) {
        Some(dash) => (&tag[..dash], Some(number(&tag[dash + 1..]))),
        None => (tag, None),
    };
    let (algorithm, bits) = match (name, length) {
        (b"MD5", None) => (Md5, Some(0)),
        (b"SHA1", None) => (Sha1, Some(0)),
        (b"SHA224" | b"SHA256" | b"SHA384" | b"SHA512", None) => (Sha2, number(&name[3..])),
        (b"SHA3", Some(bits)) => (Sha3, bits),
        (b"SM3", None) => (Sm3, Some(0)),
        (b"BLAKE2b", None) => (Blake2b, Some(0)),
        (b"BLAKE2b", Some(bits)) => (Blake2b, bits.filter(|&bits| bits > 0)),
        _ => return None,
    };
    let digest = bits.and_then(|bits| algorithm.digest(bits));
    Some((algorithm, digest, &line[open + 1..]))
}

/// Parses a length in bits. A leading zero would make it octal, and so is not allowed.
fn number(digits: &[u8]) -> Option<u32> {
    let digits = str::from_utf8(digits).ok()?;
    digits.parse().ok().filter(|_| !digits.starts_with('0'))
}

fn decode_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let (pairs, []) = text.as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect()
}

fn unescape(name: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b'\\' => b'\\',
                _ => return None,
            },
            0 => return None,
            _ => byte,
        });
    }
    Some(out)
}

fn after_blanks(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|&&b| is_blank(b)).count()..]
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
