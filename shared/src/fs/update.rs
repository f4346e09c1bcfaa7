//! `-u` and `--update[=WHICH]`: which existing files are replaced (GNU manual node "cp
//! invocation").

use crate::program::error::Result;
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

const WORDS: [(&str, usize); 4] = [("all", 0), ("none", 1), ("none-fail", 2), ("older", 3)];

impl Update {
    /// Parses the value of `--update`. The default is `older`.
    ///
    /// # Errors
    /// An unknown keyword.
    pub fn parse(value: Option<&OsStr>) -> Result<Self> {
        let Some(value) = value else {
            return Ok(Self::Older);
        };
        let number = keyword("--update", value, &WORDS)?;
        Ok([Self::All, Self::None, Self::NoneFail, Self::Older][number])
    }
}
