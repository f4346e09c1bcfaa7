//! Text as the user's locale sees it: characters, collation, quoting.

pub mod blanks;
pub mod characters;
pub mod collation;
pub mod escapes;
pub mod locale;
pub mod quoting;
pub mod version;
pub mod words;
