//! The columns, their titles, and which of them each layout has.

use shared::prelude::*;
use shared::values::human::Sizes;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Source,
    Kind,
    Inodes,
    UsedInodes,
    FreeInodes,
    InodesPercent,
    Size,
    Used,
    Available,
    Percent,
    File,
    Target,
}

/// Which columns are shown, and under which titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Blocks,
    Human,
    /// `-P`
    Posix,
    Inodes,
    /// `--output`
    Output,
}

/// The columns in the order of `--output`, with their names there.
const FIELDS: [(&str, Column); 12] = [
    ("source", Column::Source),
    ("fstype", Column::Kind),
    ("itotal", Column::Inodes),
    ("iused", Column::UsedInodes),
    ("iavail", Column::FreeInodes),
    ("ipcent", Column::InodesPercent),
    ("size", Column::Size),
    ("used", Column::Used),
    ("avail", Column::Available),
    ("pcent", Column::Percent),
    ("file", Column::File),
    ("target", Column::Target),
];

impl Column {
    /// Returns all columns, in the order of `--output`.
    pub(crate) fn all() -> Vec<Self> {
        FIELDS.map(|(_, column)| column).into()
    }

    /// Appends the columns of a list given to `--output`.
    pub(crate) fn parse(list: &OsStr, columns: &mut Vec<Self>) -> Result {
        for word in list.as_bytes().split(|&b| b == b',') {
            let mistake = |what| {
                let word = quote(OsStr::from_bytes(word));
                Error::usage(format!("option --output: field {word} {what}"))
            };
            let field = FIELDS.iter().find(|(name, _)| name.as_bytes() == word);
            let &(_, column) = field.ok_or_else(|| mistake("unknown"))?;
            if columns.contains(&column) {
                return Err(mistake("used more than once"));
            }
            columns.push(column);
        }
        Ok(())
    }

    pub(crate) fn is_left_aligned(self) -> bool {
        matches!(self, Self::Source | Self::Kind | Self::File | Self::Target)
    }

    /// Returns the minimum width, which keeps columns in place from run to run.
    pub(crate) fn least_width(self) -> usize {
        match self {
            Self::Source => 14,
            Self::Kind | Self::Percent | Self::InodesPercent => 4,
            Self::File | Self::Target => 0,
            _ => 5,
        }
    }

    pub(crate) fn title(self, layout: Layout, sizes: &Sizes) -> Vec<u8> {
        let text = match (self, layout) {
            (Self::Source, _) => "Filesystem",
            (Self::Kind, _) => "Type",
            (Self::Inodes, _) => "Inodes",
            (Self::UsedInodes, _) => "IUsed",
            (Self::FreeInodes, _) => "IFree",
            (Self::InodesPercent, _) => "IUse%",
            (Self::Size, _) if sizes.scaled => "Size",
            (Self::Size, Layout::Posix) => return format!("{}-blocks", sizes.unit).into(),
            (Self::Size, _) => return [&unit(sizes)[..], b"-blocks"].concat(),
            (Self::Used, _) => "Used",
            (Self::Available, Layout::Human | Layout::Output) => "Avail",
            (Self::Available, _) => "Available",
            (Self::Percent, Layout::Posix) => "Capacity",
            (Self::Percent, _) => "Use%",
            (Self::File, _) => "File",
            (Self::Target, _) => "Mounted on",
        };
        text.into()
    }
}

impl Layout {
    /// Returns the columns, with the type of file system if `kinds`.
    pub(crate) fn columns(self, kinds: bool) -> Vec<Column> {
        use Column::{
            Available, FreeInodes, Inodes, InodesPercent, Kind, Percent, Size, Source, Target,
            Used, UsedInodes,
        };
        let amounts = match self {
            Self::Inodes => [Inodes, UsedInodes, FreeInodes, InodesPercent],
            _ => [Size, Used, Available, Percent],
        };
        let lead = if kinds {
            &[Source, Kind][..]
        } else {
            &[Source]
        };
        [lead, &amounts, &[Target]].concat()
    }
}

/// Formats a block size for titles, in powers of 1000 or 1024, whichever divides it more often.
fn unit(sizes: &Sizes) -> Vec<u8> {
    let size = sizes.unit;
    let times = |base: u64| {
        let mut rest = size;
        let mut times = 0;
        while rest != 0 && rest.is_multiple_of(base) {
            rest /= base;
            times += 1;
        }
        times
    };
    let (decimal, binary) = (times(1000), times(1024));
    let binary = binary > decimal;
    let mut text = Vec::new();
    let scale = if binary { Sizes::human() } else { Sizes::si() };
    scale.push(size, 1, &mut text);
    // Shorten `1.0K` to `1K`.
    let digits = text.iter().take_while(|b| !b.is_ascii_alphabetic()).count();
    if digits > 2 && text[digits - 1] == b'0' && !text[digits - 2].is_ascii_digit() {
        text.drain(digits - 2..digits);
    }
    match binary {
        true if sizes.bytes => text.extend_from_slice(b"iB"),
        true => {}
        false => text.push(b'B'),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_titles() {
        for (size, shown) in [
            (1, "1B"),
            (512, "512B"),
            (1000, "1kB"),
            (1024, "1K"),
            (1536, "1.6kB"),
            (1 << 20, "1M"),
            (2_000_000, "2MB"),
            (3 << 20, "3M"),
            (1_024_000, "1.1MB"),
        ] {
            assert_eq!(unit(&Sizes::blocks(size)), shown.as_bytes(), "{size}");
        }
    }
}
