//! Options whose values are keywords.

use crate::program::cli::Given;
use crate::program::error::Result;
use crate::program::output;
use crate::text::words::{Table, table};
use rustix::termios::isatty;

/// The layout of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Long,
    OnePerLine,
    Columns,
    Across,
    Commas,
}

/// The sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Nothing,
    Name,
    Extension,
    Width,
    Size,
    Version,
    Time,
}

/// The time stamp that is shown and sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Modification,
    Change,
    Access,
    Birth,
}

/// Which indicators are appended to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Indicators {
    Nothing,
    Slash,
    FileType,
    Classify,
}

/// Which symbolic links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    Never,
    OperandsToDirectories,
    Operands,
    Always,
}

/// When a property of terminals is used: `--color`, `--hyperlink`, `--classify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    Never,
    Auto,
}

const WHEN: Table<When> = table![
    ("always yes force", When::Always),
    ("never no none", When::Never),
    ("auto tty if-tty", When::Auto),
];
pub(super) const FORMATS: Table<Format> = table![
    ("verbose long", Format::Long),
    ("commas", Format::Commas),
    ("horizontal across", Format::Across),
    ("vertical", Format::Columns),
    ("single-column", Format::OnePerLine),
];
pub(super) const SORTS: Table<Sort> = table![
    ("none", Sort::Nothing),
    ("time", Sort::Time),
    ("size", Sort::Size),
    ("extension", Sort::Extension),
    ("version", Sort::Version),
    ("width", Sort::Width),
    ("name", Sort::Name),
];
pub(super) const TIMES: Table<Time> = table![
    ("atime access use", Time::Access),
    ("ctime status", Time::Change),
    ("mtime modification", Time::Modification),
    ("birth creation", Time::Birth),
];
pub(super) const INDICATORS: Table<Indicators> = table![
    ("none", Indicators::Nothing),
    ("slash", Indicators::Slash),
    ("file-type", Indicators::FileType),
    ("classify", Indicators::Classify),
];

/// Returns whether an optional `WHEN` asks for the property. It does if it is omitted.
pub(super) fn when(option: Given) -> Result<bool> {
    if option.optional().is_none() {
        return Ok(true);
    }
    Ok(match strict(option.keyword(&WHEN))? {
        When::Always => true,
        When::Never => false,
        When::Auto => isatty(output::descriptor()),
    })
}

/// An invalid keyword exits with status 1, although other mistakes in the arguments exit with 2.
pub(super) fn strict<T>(keyword: Result<T>) -> Result<T> {
    keyword.map_err(|e| e.with_status(1))
}
