//! Which existing files are replaced: `-u`, `--update[=WHICH]`. GNU manual node
//! "cp invocation".

use crate::program::error::Result;
use crate::values::keyword::keyword;
use std::ffi::OsStr;

/// Which existing files are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// All.
    #[default]
    All,
    /// None; they are passed over without a word.
    None,
    /// None; each is reported as a failure.
    NoneFail,
    /// Those that are older than what would replace them.
    Older,
}

const WORDS: [(&str, usize); 4] = [("all", 0), ("none", 1), ("none-fail", 2), ("older", 3)];

impl Update {
    /// From the value of `--update`, `older` where there is none.
    ///
    /// # Errors
    /// Another word.
    pub fn parse(value: Option<&OsStr>) -> Result<Self> {
        let Some(value) = value else {
            return Ok(Self::Older);
        };
        let number = keyword("--update", value, &WORDS)?;
        Ok([Self::All, Self::None, Self::NoneFail, Self::Older][number])
    }
}
