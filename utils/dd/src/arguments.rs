//! The operands: names, numbers, and lists of symbols.

use shared::prelude::*;
use shared::rustix::fs::OFlags;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};

/// Conversions and flags: a set of bits each.
pub(crate) type Bits = u32;

pub(crate) const ASCII: Bits = 1;
pub(crate) const EBCDIC: Bits = 1 << 1;
pub(crate) const IBM: Bits = 1 << 2;
pub(crate) const BLOCK: Bits = 1 << 3;
pub(crate) const UNBLOCK: Bits = 1 << 4;
pub(crate) const LCASE: Bits = 1 << 5;
pub(crate) const UCASE: Bits = 1 << 6;
pub(crate) const SWAB: Bits = 1 << 7;
pub(crate) const NOERROR: Bits = 1 << 8;
pub(crate) const NOTRUNC: Bits = 1 << 9;
pub(crate) const SYNC: Bits = 1 << 10;
pub(crate) const NOCREAT: Bits = 1 << 11;
pub(crate) const EXCL: Bits = 1 << 12;
pub(crate) const FDATASYNC: Bits = 1 << 13;
pub(crate) const FSYNC: Bits = 1 << 14;
pub(crate) const SPARSE: Bits = 1 << 15;
/// What is read can't be written from where it was read to.
const CONVERTED: Bits = 1 << 16;

const CONVERSIONS: [(&str, Bits); 16] = [
    ("ascii", ASCII | UNBLOCK | CONVERTED),
    ("ebcdic", EBCDIC | BLOCK | CONVERTED),
    ("ibm", IBM | BLOCK | CONVERTED),
    ("block", BLOCK | CONVERTED),
    ("unblock", UNBLOCK | CONVERTED),
    ("lcase", LCASE | CONVERTED),
    ("ucase", UCASE | CONVERTED),
    ("sparse", SPARSE),
    ("swab", SWAB | CONVERTED),
    ("noerror", NOERROR),
    ("nocreat", NOCREAT),
    ("excl", EXCL),
    ("notrunc", NOTRUNC),
    ("sync", SYNC),
    ("fdatasync", FDATASYNC),
    ("fsync", FSYNC),
];

/// Flags that open(2) does not know.
pub(crate) const FULLBLOCK: Bits = 1 << 31;
pub(crate) const NOCACHE: Bits = 1 << 30;
const COUNT_BYTES: Bits = 1 << 29;
const SKIP_BYTES: Bits = 1 << 28;
const SEEK_BYTES: Bits = 1 << 27;
const OURS: Bits = FULLBLOCK | NOCACHE | COUNT_BYTES | SKIP_BYTES | SEEK_BYTES;

const FLAGS: [(&str, Bits); 14] = [
    ("append", OFlags::APPEND.bits()),
    ("direct", OFlags::DIRECT.bits()),
    ("directory", OFlags::DIRECTORY.bits()),
    ("dsync", OFlags::DSYNC.bits()),
    ("noatime", OFlags::NOATIME.bits()),
    ("nocache", NOCACHE),
    ("noctty", OFlags::NOCTTY.bits()),
    ("nofollow", OFlags::NOFOLLOW.bits()),
    ("nonblock", OFlags::NONBLOCK.bits()),
    ("sync", OFlags::SYNC.bits()),
    ("fullblock", FULLBLOCK),
    ("count_bytes", COUNT_BYTES),
    ("skip_bytes", SKIP_BYTES),
    ("seek_bytes", SEEK_BYTES),
];

/// What is told on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    None,
    NoRates,
    #[default]
    Usual,
    Progress,
}

/// Letters behind numbers.
const SUFFIXES: &str = "bcEGkKMPQRTwYZ0";

/// The largest block: half of what can be addressed, less a page or two for aligning it.
const MOST: u64 = i64::MAX as u64 - 2 * 65_536;

/// The largest amount of anything.
const MOST_BLOCKS: u64 = i64::MAX as u64;

/// An amount: blocks, and bytes beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) blocks: u64,
    pub(crate) bytes: u64,
}

impl Amount {
    pub(crate) fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// All of it in bytes, unless that is too much for a file.
    pub(crate) fn total(self, block: usize) -> Option<u64> {
        let blocks = self.blocks.checked_mul(block as u64)?;
        let total = blocks.checked_add(self.bytes)?;
        (total <= MOST_BLOCKS).then_some(total)
    }
}

/// A number as it was given.
#[derive(Clone, Copy, Debug, Default)]
struct Number {
    value: u64,
    /// It ended in `B`.
    bytes: bool,
}

impl Number {
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

/// What was asked for, as far as it was read.
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
    conversions: Bits,
    input_flags: Bits,
    output_flags: Bits,
    level: Level,
}

/// All that was asked for.
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
    pub(crate) conversions: Bits,
    pub(crate) input_flags: Bits,
    pub(crate) output_flags: Bits,
    pub(crate) level: Level,
    /// Blocks are written from where they were read to.
    pub(crate) straight: bool,
}

impl Job {
    pub(crate) fn converts(&self, any: Bits) -> bool {
        self.conversions & any != 0
    }
}

/// The flags of open(2) in a set.
pub(crate) fn of_open(flags: Bits) -> OFlags {
    OFlags::from_bits_retain(flags & !OURS)
}

impl Settings {
    /// Takes an operand.
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
            b"conv" => self.conversions |= symbols(value, &CONVERSIONS, "invalid conversion")?,
            b"iflag" => self.input_flags |= symbols(value, &FLAGS, "invalid input flag")?,
            b"oflag" => self.output_flags |= symbols(value, &FLAGS, "invalid output flag")?,
            b"status" => self.level = level(value)?,
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// All operands together.
    pub(crate) fn finish(self) -> Result<Job> {
        let (mut input_flags, output_flags) = (self.input_flags, self.output_flags);
        let mut conversions = self.conversions;
        let ibs = self.bs.or(self.ibs).unwrap_or(512);
        let obs = self.bs.or(self.obs).unwrap_or(512);
        let cbs = self.cbs.unwrap_or(0);
        if self.bs.is_none() {
            conversions |= CONVERTED;
        }
        if cbs == 0 {
            conversions &= !(BLOCK | UNBLOCK);
        }
        if output_flags & FULLBLOCK != 0 {
            return Err(Error::usage(format!(
                "invalid output flag: {}",
                quote(OsStr::new("fullblock"))
            )));
        }
        let sync = (OFlags::DSYNC | OFlags::SYNC).bits();
        if input_flags & sync != 0 {
            input_flags |= OFlags::RSYNC.bits();
        }
        check_combinations(conversions, input_flags, output_flags)?;
        if output_flags & OFlags::APPEND.bits() != 0 && conversions & NOTRUNC == 0 {
            diagnostics::warning("you probably want conv=notrunc with oflag=append");
        }
        Ok(Job {
            input: self.input,
            output: self.output,
            ibs,
            obs,
            cbs,
            skip: self.skip.amount(input_flags & SKIP_BYTES != 0, ibs),
            seek: self.seek.amount(output_flags & SEEK_BYTES != 0, obs),
            count: self
                .count
                .map(|count| count.amount(input_flags & COUNT_BYTES != 0, ibs)),
            straight: conversions & CONVERTED == 0,
            conversions,
            input_flags,
            output_flags,
            level: self.level,
        })
    }
}

fn check_combinations(conversions: Bits, input_flags: Bits, output_flags: Bits) -> Result {
    let several = |set: Bits, of: Bits| (set & of).count_ones() > 1;
    let past_cache = OFlags::DIRECT.bits() | NOCACHE;
    let what = if several(conversions, ASCII | EBCDIC | IBM) {
        "any two of {ascii,ebcdic,ibm}"
    } else if several(conversions, BLOCK | UNBLOCK) {
        "block and unblock"
    } else if several(conversions, LCASE | UCASE) {
        "lcase and ucase"
    } else if several(conversions, EXCL | NOCREAT) {
        "excl and nocreat"
    } else if several(input_flags, past_cache) || several(output_flags, past_cache) {
        "direct and nocache"
    } else {
        return Ok(());
    };
    Err(Error::new(format!("cannot combine {what}")))
}

fn symbols(list: &OsStr, known: &[(&str, Bits)], mistake: &str) -> Result<Bits> {
    let mut bits = 0;
    for word in list.as_bytes().split(|&b| b == b',') {
        let found = known.iter().find(|(name, _)| name.as_bytes() == word);
        let (_, found) = found.ok_or_else(|| unknown_symbol(word, mistake))?;
        bits |= found;
    }
    Ok(bits)
}

fn level(list: &OsStr) -> Result<Level> {
    let mut level = Level::Usual;
    for word in list.as_bytes().split(|&b| b == b',') {
        level = match word {
            b"none" => Level::None,
            b"noxfer" => Level::NoRates,
            b"progress" => Level::Progress,
            _ => return Err(unknown_symbol(word, "invalid status level")),
        };
    }
    Ok(level)
}

fn unknown_symbol(word: &[u8], mistake: &str) -> Error {
    Error::usage(format!("{mistake}: {}", quote(OsStr::from_bytes(word))))
}

fn size(text: &OsStr) -> Result<usize> {
    match number(text)?.value {
        0 => Err(invalid(text, Mistake::Invalid)),
        value if value > MOST => Err(invalid(text, Mistake::Overflow)),
        value => Ok(usize::try_from(value).unwrap_or(usize::MAX)),
    }
}

fn number(text: &OsStr) -> Result<Number> {
    let value = product(text.as_bytes()).map_err(|mistake| invalid(text, mistake))?;
    if value > MOST_BLOCKS {
        return Err(invalid(text, Mistake::Overflow));
    }
    Ok(Number {
        value,
        bytes: text.as_bytes().contains(&b'B'),
    })
}

fn product(text: &[u8]) -> std::result::Result<u64, Mistake> {
    let mut product = Ok(1_u64);
    let mut rest = text;
    loop {
        let end = rest.iter().position(|&b| b == b'x');
        let factor = factor(&rest[..end.unwrap_or(rest.len())]);
        if end.is_some() && factor == Ok(0) && rest.starts_with(b"0x") {
            diagnostics::warning(&format!(
                "warning: {} is a zero multiplier; use {} if that is intended",
                quote(OsStr::new("0x")),
                quote(OsStr::new("00x"))
            ));
        }
        product = match (product, factor) {
            (_, Err(Mistake::Invalid)) => return Err(Mistake::Invalid),
            // Nothing is too much to be made nothing.
            (_, Ok(0)) => Ok(0),
            (Ok(0), _) => Ok(0),
            (Ok(a), Ok(b)) => a.checked_mul(b).ok_or(Mistake::Overflow),
            _ => Err(Mistake::Overflow),
        };
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return product,
        }
    }
}

/// A number, with a `B` that just says that bytes are meant.
fn factor(text: &[u8]) -> std::result::Result<u64, Mistake> {
    match number::parse(text, SUFFIXES) {
        Err(Mistake::Invalid) => match text.strip_suffix(b"B") {
            Some(text) if !text.is_empty() && !text.ends_with(b"B") => {
                number::parse(text, SUFFIXES)
            }
            _ => Err(Mistake::Invalid),
        },
        result => result,
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
