//! The options of a removal.

/// When the user is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ask {
    /// Never.
    Never,
    /// Before files that are not writable, if standard input is a terminal.
    #[default]
    Protected,
    /// Always.
    Always,
}

/// What is removed, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// When the user is asked.
    pub ask: Ask,
    /// Ignore files that do not exist.
    pub ignore_missing: bool,
    /// Remove directories and their contents.
    pub recursive: bool,
    /// Remove empty directories.
    pub empty_directories: bool,
    /// Skip directories on other file systems.
    pub one_file_system: bool,
    /// The identity of the root directory, if it is protected.
    pub root: Option<(u64, u64)>,
    /// Refuse to remove operands that are mount points.
    pub every_root: bool,
    /// Whether standard input is a terminal.
    pub terminal: bool,
    /// List each removed file.
    pub verbose: bool,
}
