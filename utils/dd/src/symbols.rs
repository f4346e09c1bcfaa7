//! The symbols of `conv=`, `iflag=`, `oflag=` and `status=`.

use shared::prelude::*;
use shared::rustix::fs::OFlags;
use std::ops::{BitOr, BitOrAssign};

/// A set of conversions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conversions(u32);

impl Conversions {
    pub(crate) const ASCII: Self = Self(1);
    pub(crate) const EBCDIC: Self = Self(1 << 1);
    pub(crate) const IBM: Self = Self(1 << 2);
    pub(crate) const BLOCK: Self = Self(1 << 3);
    pub(crate) const UNBLOCK: Self = Self(1 << 4);
    pub(crate) const LCASE: Self = Self(1 << 5);
    pub(crate) const UCASE: Self = Self(1 << 6);
    pub(crate) const SWAB: Self = Self(1 << 7);
    pub(crate) const NOERROR: Self = Self(1 << 8);
    pub(crate) const NOTRUNC: Self = Self(1 << 9);
    pub(crate) const SYNC: Self = Self(1 << 10);
    pub(crate) const NOCREAT: Self = Self(1 << 11);
    pub(crate) const EXCL: Self = Self(1 << 12);
    pub(crate) const FDATASYNC: Self = Self(1 << 13);
    pub(crate) const FSYNC: Self = Self(1 << 14);
    pub(crate) const SPARSE: Self = Self(1 << 15);

    /// The conversions that need a second block, between reading and writing.
    pub(crate) const NEEDING_COPY: Self = Self(
        Self::ASCII.0
            | Self::EBCDIC.0
            | Self::IBM.0
            | Self::BLOCK.0
            | Self::UNBLOCK.0
            | Self::LCASE.0
            | Self::UCASE.0
            | Self::SWAB.0,
    );

    /// Returns whether the sets have a common element.
    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the set without the elements of `other`.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns whether the sets have several common elements.
    pub(crate) fn has_several_of(self, other: Self) -> bool {
        (self.0 & other.0).count_ones() > 1
    }

    /// Adds the symbols in `list`.
    pub(crate) fn add(&mut self, list: &OsStr) -> Result {
        let mistake = "invalid conversion";
        each_symbol(list, &CONVERSIONS, mistake, &mut |added| *self |= added)
    }
}

impl BitOr for Conversions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Conversions {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

const CONVERSIONS: [(&str, Conversions); 16] = [
    (
        "ascii",
        Conversions(Conversions::ASCII.0 | Conversions::UNBLOCK.0),
    ),
    (
        "ebcdic",
        Conversions(Conversions::EBCDIC.0 | Conversions::BLOCK.0),
    ),
    (
        "ibm",
        Conversions(Conversions::IBM.0 | Conversions::BLOCK.0),
    ),
    ("block", Conversions::BLOCK),
    ("unblock", Conversions::UNBLOCK),
    ("lcase", Conversions::LCASE),
    ("ucase", Conversions::UCASE),
    ("sparse", Conversions::SPARSE),
    ("swab", Conversions::SWAB),
    ("noerror", Conversions::NOERROR),
    ("nocreat", Conversions::NOCREAT),
    ("excl", Conversions::EXCL),
    ("notrunc", Conversions::NOTRUNC),
    ("sync", Conversions::SYNC),
    ("fdatasync", Conversions::FDATASYNC),
    ("fsync", Conversions::FSYNC),
];

/// The flags of one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags {
    /// Those of open(2).
    pub(crate) open: OFlags,
    /// Fill each input block by several reads.
    pub(crate) full_block: bool,
    /// Drop from the page cache what was read or written.
    pub(crate) no_cache: bool,
    /// `count=` is in bytes.
    pub(crate) count_bytes: bool,
    /// `skip=` is in bytes.
    pub(crate) skip_bytes: bool,
    /// `seek=` is in bytes.
    pub(crate) seek_bytes: bool,
}

impl Default for Flags {
    fn default() -> Self {
        Self {
            open: OFlags::empty(),
            full_block: false,
            no_cache: false,
            count_bytes: false,
            skip_bytes: false,
            seek_bytes: false,
        }
    }
}

impl Flags {
    pub(crate) fn is_direct(&self) -> bool {
        self.open.contains(OFlags::DIRECT)
    }

    /// Adds the symbols in `list`. `mistake` is the message for an unknown one.
    pub(crate) fn add(&mut self, list: &OsStr, mistake: &str) -> Result {
        each_symbol(list, &FLAGS, mistake, &mut |flag| match flag {
            Flag::Open(flag) => self.open |= flag,
            Flag::FullBlock => self.full_block = true,
            Flag::NoCache => self.no_cache = true,
            Flag::CountBytes => self.count_bytes = true,
            Flag::SkipBytes => self.skip_bytes = true,
            Flag::SeekBytes => self.seek_bytes = true,
        })
    }
}

#[derive(Clone, Copy, Debug)]
enum Flag {
    Open(OFlags),
    FullBlock,
    NoCache,
    CountBytes,
    SkipBytes,
    SeekBytes,
}

const FLAGS: [(&str, Flag); 14] = [
    ("append", Flag::Open(OFlags::APPEND)),
    ("direct", Flag::Open(OFlags::DIRECT)),
    ("directory", Flag::Open(OFlags::DIRECTORY)),
    ("dsync", Flag::Open(OFlags::DSYNC)),
    ("noatime", Flag::Open(OFlags::NOATIME)),
    ("nocache", Flag::NoCache),
    ("noctty", Flag::Open(OFlags::NOCTTY)),
    ("nofollow", Flag::Open(OFlags::NOFOLLOW)),
    ("nonblock", Flag::Open(OFlags::NONBLOCK)),
    ("sync", Flag::Open(OFlags::SYNC)),
    ("fullblock", Flag::FullBlock),
    ("count_bytes", Flag::CountBytes),
    ("skip_bytes", Flag::SkipBytes),
    ("seek_bytes", Flag::SeekBytes),
];

/// What is reported on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    /// `none`: errors only.
    None,
    /// `noxfer`: no transfer rates.
    NoRates,
    #[default]
    Usual,
    /// `progress`: rates, once a second.
    Progress,
}

const LEVELS: [(&str, Level); 3] = [
    ("none", Level::None),
    ("noxfer", Level::NoRates),
    ("progress", Level::Progress),
];

impl Level {
    /// Parses the value of `status=`, of which the last word counts.
    pub(crate) fn parse(list: &OsStr) -> Result<Self> {
        let mut level = Self::Usual;
        each_symbol(list, &LEVELS, "invalid status level", &mut |word| {
            level = word;
        })?;
        Ok(level)
    }
}

/// Calls `take` for each word in `list`, which are separated by commas.
fn each_symbol<T: Copy>(
    list: &OsStr,
    known: &[(&str, T)],
    mistake: &str,
    take: &mut dyn FnMut(T),
) -> Result {
    for word in list.as_bytes().split(|&b| b == b',') {
        let Some(&(_, symbol)) = known.iter().find(|(name, _)| name.as_bytes() == word) else {
            return Err(unknown_symbol(word, mistake));
        };
        take(symbol);
    }
    Ok(())
}

/// The error of a symbol that is unknown, or not allowed.
pub(crate) fn unknown_symbol(word: &[u8], mistake: &str) -> Error {
    Error::usage(format!("{mistake}: {}", quote(OsStr::from_bytes(word))))
}
