//! What can be chosen by a word, and the words.

use crate::program::cli::Given;
use crate::program::error::Result;
use crate::program::output;
use crate::values::keyword::keyword;
use rustix::termios::isatty;

/// How entries are put into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Long,
    OnePerLine,
    Columns,
    Across,
    Commas,
}

/// What entries are sorted by.
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

/// The time that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Modification,
    Change,
    Access,
    Birth,
}

/// What is appended to names.
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

const WHEN: [(&str, usize); 9] = [
    ("always", 1),
    ("yes", 1),
    ("force", 1),
    ("never", 0),
    ("no", 0),
    ("none", 0),
    ("auto", 2),
    ("tty", 2),
    ("if-tty", 2),
];
pub(super) const FORMATS: [(&str, Format); 7] = [
    ("verbose", Format::Long),
    ("long", Format::Long),
    ("commas", Format::Commas),
    ("horizontal", Format::Across),
    ("across", Format::Across),
    ("vertical", Format::Columns),
    ("single-column", Format::OnePerLine),
];
pub(super) const SORTS: [(&str, Sort); 7] = [
    ("none", Sort::Nothing),
    ("time", Sort::Time),
    ("size", Sort::Size),
    ("extension", Sort::Extension),
    ("version", Sort::Version),
    ("width", Sort::Width),
    ("name", Sort::Name),
];
pub(super) const TIMES: [(&str, Time); 9] = [
    ("atime", Time::Access),
    ("access", Time::Access),
    ("use", Time::Access),
    ("ctime", Time::Change),
    ("status", Time::Change),
    ("mtime", Time::Modification),
    ("modification", Time::Modification),
    ("birth", Time::Birth),
    ("creation", Time::Birth),
];
pub(super) const INDICATORS: [(&str, Indicators); 4] = [
    ("none", Indicators::Nothing),
    ("slash", Indicators::Slash),
    ("file-type", Indicators::FileType),
    ("classify", Indicators::Classify),
];

/// The value that the word given for an option stands for.
pub(super) fn word<T: Copy + PartialEq>(option: Given, words: &[(&'static str, T)]) -> Result<T> {
    let first = |value: T| words.iter().position(|&(_, v)| v == value).unwrap_or(0);
    let places: Vec<_> = words.iter().map(|&(word, v)| (word, first(v))).collect();
    // GNU's takes these, and no other mistakes, for minor ones.
    let place = keyword(&format!("--{}", option.name), option.value(), &places)
        .map_err(|e| e.with_status(1))?;
    Ok(words[place].1)
}

/// Is a `WHEN` true? It is where left out.
pub(super) fn when(option: Given) -> Result<bool> {
    Ok(match option.optional() {
        None => true,
        Some(_) => match word(option, &WHEN)? {
            2 => isatty(output::descriptor()),
            always => always == 1,
        },
    })
}
