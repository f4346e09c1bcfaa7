//! The table of utilities, sorted by name. `cargo xtask tidy --fix` writes it from the folders in
//! `utils`.

use shared::program::entry::Utility;

/// A row: the name of the utility, and its entry function if its feature is enabled.
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
