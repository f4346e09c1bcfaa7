//! The utilities that list files.

/// The utility, which determines the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Columns on a terminal, otherwise one name per line.
    Ls,
    /// Columns, with escaped names.
    Dir,
    /// The long format, with escaped names.
    Vdir,
}
