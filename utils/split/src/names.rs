//! The names of pieces: a prefix, a suffix that counts, and an optional additional suffix.

use shared::fs::names::without_trailing_slashes;
use shared::prelude::*;
use shared::program::memory::exhausted;
use shared::values::number::{self, Mistake};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The form of suffixes.
pub(crate) struct Suffix {
    /// The length, or 0 if it is not given.
    pub(crate) length: usize,
    alphabet: &'static [u8],
    /// The first suffix, as indices into the alphabet.
    start: Option<Vec<u8>>,
}

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const DIGITS: &[u8] = b"0123456789abcdef";

/// The default length.
const LENGTH: usize = 2;

/// The radix of suffixes that are numbers.
#[derive(Clone, Copy)]
pub(crate) enum Radix {
    Decimal,
    Hexadecimal,
}

impl Default for Suffix {
    fn default() -> Self {
        Self {
            length: 0,
            alphabet: LETTERS,
            start: None,
        }
    }
}

impl Suffix {
    /// Makes suffixes numbers that count from `start`, or else from 0.
    pub(crate) fn number(&mut self, radix: Radix, start: Option<&OsStr>) -> Result {
        let (base, kind) = match radix {
            Radix::Decimal => (10, "numerical"),
            Radix::Hexadecimal => (16, "hexadecimal"),
        };
        self.alphabet = &DIGITS[..base];
        let Some(given) = start else { return Ok(()) };
        let digit = |b: &u8| self.alphabet.iter().position(|d| d == b);
        let digits: Option<Vec<u8>> = given
            .as_bytes()
            .iter()
            .map(|b| digit(b).map(|d| d as u8))
            .collect();
        let Some(digits) = digits else {
            let given = quote(given);
            let message = format!("{given}: invalid start value for {kind} suffix");
            return Err(Error::usage(message));
        };
        let zeros = digits.iter().take_while(|&&d| d == 0).count();
        let zeros = zeros.min(digits.len().saturating_sub(1));
        self.start = Some(digits[zeros..].to_vec());
        Ok(())
    }

    /// Returns the length that suffixes of this many pieces need.
    fn needed_length(&self, pieces: u64) -> usize {
        let radix = self.alphabet.len() as u64;
        let mut last = pieces - 1;
        // A start beyond the number of pieces is taken for that of one of several runs, whose
        // suffixes should all have the same length.
        if let Some(start) = &self.start {
            let value = start.iter().fold(0u64, |n, &d| {
                n.saturating_mul(radix).saturating_add(d.into())
            });
            if value < pieces {
                last = last.saturating_add(value);
            }
        }
        let mut needed = 0;
        while last > 0 || needed == 0 {
            last /= radix;
            needed += 1;
        }
        needed
    }
}

/// Parses the value of `-a`.
pub(crate) fn length(given: &OsStr) -> Result<usize> {
    match number::parse(given.as_bytes(), "") {
        Ok(length) => Ok(usize::try_from(length).unwrap_or(usize::MAX)),
        Err(Mistake::Overflow) => Ok(usize::MAX),
        Err(Mistake::Invalid) => Err(Error::new(format!(
            "invalid suffix length: {}",
            quote(given)
        ))),
    }
}

/// Checks the value of `--additional-suffix`.
pub(crate) fn additional(given: &'static OsStr) -> Result<&'static OsStr> {
    // Slashes at the end are no separators of names. Opening the first file fails then.
    let name = without_trailing_slashes(given.as_bytes());
    if name.contains(&b'/') || given.as_bytes().starts_with(b"/") {
        let given = quote(given);
        let message = format!("invalid suffix {given}, contains directory separator");
        return Err(Error::usage(message));
    }
    Ok(given)
}

/// Generates names.
pub(crate) struct Names {
    prefix: Vec<u8>,
    alphabet: &'static [u8],
    /// The next suffix, as indices into the alphabet.
    suffix: Vec<u8>,
    additional: &'static OsStr,
    /// Whether suffixes become longer when all of the current length are used.
    grows: bool,
    exhausted: bool,
}

impl Names {
    /// Returns the names; `pieces` is their number, if it is known.
    pub(crate) fn new(
        prefix: &OsStr,
        suffix: Suffix,
        additional: Option<&'static OsStr>,
        pieces: Option<u64>,
    ) -> Result<Self> {
        let mut length = suffix.length;
        let mut grows = length == 0 && suffix.start.is_none();
        if let Some(pieces) = pieces {
            let needed = suffix.needed_length(pieces);
            if length > 0 && length < needed {
                let message = format!("the suffix length needs to be at least {needed}");
                return Err(Error::new(message));
            }
            grows = false;
            if length == 0 {
                length = needed.max(LENGTH);
            }
        }
        if length == 0 {
            length = LENGTH;
        }
        let start = suffix.start.unwrap_or_default();
        if start.len() > length {
            let message = "numerical suffix start value is too large for the suffix length";
            return Err(Error::usage(message));
        }
        if isize::try_from(length).is_err() {
            exhausted();
        }
        let mut digits = vec![0; length];
        digits[length - start.len()..].copy_from_slice(&start);
        Ok(Self {
            prefix: prefix.as_bytes().to_vec(),
            alphabet: suffix.alphabet,
            suffix: digits,
            additional: additional.unwrap_or_default(),
            grows,
            exhausted: false,
        })
    }

    /// Returns the next name.
    pub(crate) fn next(&mut self) -> Result<OsString> {
        if self.exhausted {
            return Err(Error::new("output file suffixes exhausted"));
        }
        let mut name = self.prefix.clone();
        let letters = self.suffix.iter().map(|&d| self.alphabet[usize::from(d)]);
        name.extend(letters);
        name.extend_from_slice(self.additional.as_bytes());
        self.advance();
        Ok(OsString::from_vec(name))
    }

    /// Advances to the next suffix.
    fn advance(&mut self) {
        let last = self.alphabet.len() as u8 - 1;
        let mut i = self.suffix.len();
        while i > 0 {
            i -= 1;
            if self.suffix[i] < last {
                self.suffix[i] += 1;
                // The last letter never starts a suffix of this length. It becomes part of the
                // prefix of longer ones, so that all names sort in the order of the pieces.
                if i == 0 && self.grows && self.suffix[0] == last {
                    self.prefix.push(self.alphabet[usize::from(last)]);
                    let longer = self.suffix.len() + 1;
                    self.suffix.clear();
                    self.suffix.resize(longer, 0);
                }
                return;
            }
            self.suffix[i] = 0;
        }
        self.exhausted = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(suffix: Suffix) -> impl Iterator<Item = String> {
        let mut names = Names::new(OsStr::new("x"), suffix, None, None).unwrap();
        std::iter::from_fn(move || Some(names.next().ok()?.into_string().unwrap()))
    }

    #[test]
    fn suffixes_grow_and_sort() {
        let all: Vec<_> = names(Suffix::default()).take(20_000).collect();
        assert_eq!((&*all[0], &*all[649], &*all[650]), ("xaa", "xyz", "xzaaa"));
        assert!(all.is_sorted());
        let fixed = Suffix {
            length: 1,
            ..Suffix::default()
        };
        assert_eq!(names(fixed).count(), 26);
    }
}
