//! The operands: names, numbers, and lists of symbols.

use crate::symbols::{Conversions, Flags, Level, unknown_symbol};
use shared::prelude::*;
use shared::rustix::fs::OFlags;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};

/// Suffixes of numbers.
const SUFFIXES: &str = "bcEGkKMPQRTwYZ0";

/// The largest block, which leaves room for alignment.
const MAX_SIZE: u64 = i64::MAX as u64 - 2 * 65_536;

/// The largest number, which is also the largest offset of a file.
const MAX_NUMBER: u64 = i64::MAX as u64;

/// A number of whole blocks, and of bytes after them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) blocks: u64,
    pub(crate) bytes: u64,
}

impl Amount {
    pub(crate) fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// Returns the size of the next block, which is the rest of bytes after the last whole one.
    pub(crate) fn next_size(self, block: usize) -> usize {
        if self.blocks > 0 {
            block
        } else {
            self.bytes as usize
        }
    }

    /// Removes the block that `next_size` is about.
    pub(crate) fn remove_next(&mut self) {
        if self.blocks > 0 {
            self.blocks -= 1;
        } else {
            self.bytes = 0;
        }
    }

    /// Returns the amount in bytes, if it is a possible file offset.
    pub(crate) fn total(self, block: usize) -> Option<u64> {
        let blocks = self.blocks.checked_mul(block as u64)?;
        let total = blocks.checked_add(self.bytes)?;
        (total <= MAX_NUMBER).then_some(total)
    }
}

/// A number as it was given.
#[derive(Clone, Copy, Debug, Default)]
struct Number {
    value: u64,
    /// It contained a `B`, and so counts bytes instead of blocks.
    bytes: bool,
}

impl Number {
    /// Converts to an amount of blocks of `block` bytes. `bytes` says that a flag asks for bytes.
    fn amount(self, bytes: bool, block: usize) -> Amount {
        if self.bytes || bytes {
            Amount {
                blocks: self.value / block as u64,
                bytes: self.value % block as u64,
            }
        } else {
            Amount {
                blocks: self.value,
                bytes: 0,
            }
        }
    }
}

/// The operands read so far.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    input: Option<&'static OsStr>,
    output: Option<&'static OsStr>,
    ibs: Option<usize>,
    obs: Option<usize>,
    bs: Option<usize>,
    cbs: Option<usize>,
    skip: Number,
    seek: Number,
    count: Option<Number>,
    conversions: Conversions,
    input_flags: Flags,
    output_flags: Flags,
    level: Level,
}

/// A copy as it is to be made.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) input: Option<&'static OsStr>,
    pub(crate) output: Option<&'static OsStr>,
    pub(crate) ibs: usize,
    pub(crate) obs: usize,
    pub(crate) cbs: usize,
    pub(crate) skip: Amount,
    pub(crate) seek: Amount,
    pub(crate) count: Option<Amount>,
    pub(crate) conversions: Conversions,
    pub(crate) input_flags: Flags,
    pub(crate) output_flags: Flags,
    pub(crate) level: Level,
    /// Each input block is written as it is, without a copy to an output block.
    pub(crate) straight: bool,
}

impl Job {
    /// Returns whether any of these conversions is to be made.
    pub(crate) fn converts(&self, any: Conversions) -> bool {
        self.conversions.intersects(any)
    }
}

impl Settings {
    pub(crate) fn set(&mut self, operand: &'static OsStr) -> Result {
        let bytes = operand.as_bytes();
        let unknown = || Error::usage(format!("unrecognized operand {}", quote(operand)));
        let equals = bytes.iter().position(|&b| b == b'=').ok_or_else(unknown)?;
        let value = OsStr::from_bytes(&bytes[equals + 1..]);
        match &bytes[..equals] {
            b"if" => self.input = Some(value),
            b"of" => self.output = Some(value),
            b"ibs" => self.ibs = Some(size(value)?),
            b"obs" => self.obs = Some(size(value)?),
            b"bs" => self.bs = Some(size(value)?),
            b"cbs" => self.cbs = Some(size(value)?),
            b"skip" | b"iseek" => self.skip = number(value)?,
            b"seek" | b"oseek" => self.seek = number(value)?,
            b"count" => self.count = Some(number(value)?),
            b"conv" => self.conversions.add(value)?,
            b"iflag" => self.input_flags.add(value, "invalid input flag")?,
            b"oflag" => self.output_flags.add(value, "invalid output flag")?,
            b"status" => self.level = Level::parse(value)?,
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// Completes the settings, and finds symbols that exclude each other.
    pub(crate) fn finish(mut self) -> Result<Job> {
        let ibs = self.bs.or(self.ibs).unwrap_or(512);
        let obs = self.bs.or(self.obs).unwrap_or(512);
        let cbs = self.cbs.unwrap_or(0);
        let straight = self.bs.is_some() && !self.conversions.intersects(Conversions::NEEDING_COPY);
        if cbs == 0 {
            let records = Conversions::BLOCK | Conversions::UNBLOCK;
            self.conversions = self.conversions.without(records);
        }
        if self.output_flags.full_block {
            return Err(unknown_symbol(b"fullblock", "invalid output flag"));
        }
        if (self.input_flags.open).intersects(OFlags::DSYNC | OFlags::SYNC) {
            self.input_flags.open |= OFlags::RSYNC;
        }
        self.check_combinations()?;
        let appends = self.output_flags.open.contains(OFlags::APPEND);
        if appends && !self.conversions.intersects(Conversions::NOTRUNC) {
            diagnostics::warning("you probably want conv=notrunc with oflag=append");
        }
        Ok(Job {
            input: self.input,
            output: self.output,
            ibs,
            obs,
            cbs,
            skip: self.skip.amount(self.input_flags.skip_bytes, ibs),
            seek: self.seek.amount(self.output_flags.seek_bytes, obs),
            count: self
                .count
                .map(|count| count.amount(self.input_flags.count_bytes, ibs)),
            straight,
            conversions: self.conversions,
            input_flags: self.input_flags,
            output_flags: self.output_flags,
            level: self.level,
        })
    }

    fn check_combinations(&self) -> Result {
        type C = Conversions;
        let several = |of: C| self.conversions.has_several_of(of);
        let bypasses_cache_twice = |flags: &Flags| flags.is_direct() && flags.no_cache;
        let what = if several(C::ASCII | C::EBCDIC | C::IBM) {
            "any two of {ascii,ebcdic,ibm}"
        } else if several(C::BLOCK | C::UNBLOCK) {
            "block and unblock"
        } else if several(C::LCASE | C::UCASE) {
            "lcase and ucase"
        } else if several(C::EXCL | C::NOCREAT) {
            "excl and nocreat"
        } else if bypasses_cache_twice(&self.input_flags)
            || bypasses_cache_twice(&self.output_flags)
        {
            "direct and nocache"
        } else {
            return Ok(());
        };
        Err(Error::new(format!("cannot combine {what}")))
    }
}

fn size(text: &OsStr) -> Result<usize> {
    match number(text)?.value {
        0 => Err(invalid(text, Mistake::Invalid)),
        value if value > MAX_SIZE => Err(invalid(text, Mistake::Overflow)),
        value => Ok(usize::try_from(value).unwrap_or(usize::MAX)),
    }
}

fn number(text: &OsStr) -> Result<Number> {
    let value = product(text.as_bytes()).map_err(|mistake| invalid(text, mistake))?;
    if value > MAX_NUMBER {
        return Err(invalid(text, Mistake::Overflow));
    }
    Ok(Number {
        value,
        bytes: text.as_bytes().contains(&b'B'),
    })
}

/// Parses numbers separated by `x`, and multiplies them.
fn product(text: &[u8]) -> Result<u64, Mistake> {
    let mut product = Ok(1_u64);
    let mut rest = text;
    let mut doubtful = 0;
    loop {
        let end = rest.iter().position(|&b| b == b'x');
        let factor = factor(&rest[..end.unwrap_or(rest.len())]);
        doubtful += usize::from(rest.starts_with(b"0x"));
        product = match (product, factor) {
            (_, Err(Mistake::Invalid)) => return Err(Mistake::Invalid),
            // A product with 0 cannot overflow.
            (_, Ok(0)) => Ok(0),
            (Ok(0), _) => Ok(0),
            (Ok(a), Ok(b)) => a.checked_mul(b).ok_or(Mistake::Overflow),
            _ => Err(Mistake::Overflow),
        };
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => break,
        }
    }
    for _ in 0..doubtful {
        diagnostics::warning(&format!(
            "warning: {} is a zero multiplier; use {} if that is intended",
            quote(OsStr::new("0x")),
            quote(OsStr::new("00x"))
        ));
    }
    product
}

/// Parses a number, which may end in a `B` that only says that it counts bytes.
fn factor(text: &[u8]) -> Result<u64, Mistake> {
    match number::parse(text, SUFFIXES) {
        Err(Mistake::Invalid) => match text.strip_suffix(b"B") {
            Some(text) if !text.is_empty() && !text.ends_with(b"B") => {
                number::parse(text, SUFFIXES)
            }
            _ => Err(mistake(text)),
        },
        result => result,
    }
}

/// Returns why a number is refused: because it is too large, whatever follows it, or else because
/// of what follows.
fn mistake(text: &[u8]) -> Mistake {
    let starts = (1..text.len()).rev().map(|length| &text[..length]);
    match starts
        .map(|start| number::parse(start, SUFFIXES))
        .find(|parsed| *parsed != Err(Mistake::Invalid))
    {
        Some(Ok(number)) if number > MAX_NUMBER => Mistake::Overflow,
        Some(Err(mistake)) => mistake,
        _ => Mistake::Invalid,
    }
}

fn invalid(text: &OsStr, mistake: Mistake) -> Error {
    let message = format!("invalid number: {}", quote(text));
    match mistake {
        Mistake::Invalid => Error::new(message),
        Mistake::Overflow => Error::io(message, &Errno::OVERFLOW.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_multiply() {
        assert_eq!(product(b"2x3x4"), Ok(24));
        assert_eq!(product(b"2bx3"), Ok(3072));
        assert_eq!(product(b"10B"), Ok(10));
        assert_eq!(product(b"1kB"), Ok(1000));
        assert_eq!(product(b"1bB"), Ok(512));
        assert_eq!(product(b"1BB"), Err(Mistake::Invalid));
        assert_eq!(product(b"x"), Err(Mistake::Invalid));
        assert_eq!(product(b"2x"), Err(Mistake::Invalid));
        assert_eq!(product(b"B"), Err(Mistake::Invalid));
        assert_eq!(product(b"99999999999999999999"), Err(Mistake::Overflow));
    }
}
