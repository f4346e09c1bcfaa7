//! `-u` and `--update[=WHICH]`: which existing files are replaced (GNU manual node "cp
//! invocation").

use crate::program::error::Result;
use crate::text::words::{Table, table};
use crate::values::keyword::keyword;
use std::ffi::OsStr;

/// Which existing files are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// All.
    #[default]
    All,
    /// None. They are skipped silently.
    None,
    /// None. Each is reported as a failure.
    NoneFail,
    /// Those that are older than the new ones.
    Older,
}

const WORDS: Table<Update> = table![
    ("all", Update::All),
    ("none", Update::None),
    ("none-fail", Update::NoneFail),
    ("older", Update::Older),
];

impl Update {
    /// Parses the value of `--update`. The default is `older`.
    ///
    /// # Errors
    /// An unknown keyword.
    pub fn parse(value: Option<&OsStr>) -> Result<Self> {
        match value {
            None => Ok(Self::Older),
            Some(value) => keyword("--update", value, &WORDS),
        }
    }
}
