//! The table of utilities, sorted by name: written by `cargo xtask tidy --fix` from the
//! folders that exist.

use shared::program::entry::Utility;

/// A row: the utility's name, and how it starts where its feature is on.
macro_rules! utility {
    ($name:literal, $feature:literal, $run:path) => {{
        #[cfg(feature = $feature)]
        {
            ($name, Some($run))
        }
        #[cfg(not(feature = $feature))]
        {
            ($name, None)
        }
    }};
}

pub(crate) const UTILITIES: &[(&str, Option<Utility>)] = &[
