//! The options of a copy.

use crate::fs::backup::Backup;
use crate::fs::update::Update;

/// The options of cp, mv and install that concern copying. The default is `cp FILE FILE` without
/// options.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which symbolic links of the source are followed.
    pub follow: Follow,
    /// Directories are copied with their contents.
    pub recursive: bool,
    /// Devices, pipes and sockets are read, instead of created at the destination.
    pub special_as_regular: bool,
    /// Contents are copied. False for `--attributes-only`.
    pub contents: bool,
    /// Whether copies are created, or links to the source.
    pub making: Making,
    /// Permissions of new files, which replace those of the source: install.
    pub mode: Option<u32>,
    /// Set if the sources are removed in the end: mv.
    pub moving: Option<Moving>,
    /// Which attributes of the source are preserved.
    pub preserve: Preserve,
    /// Ask before a file is replaced.
    pub ask: bool,
    /// Ask before a file is replaced that is not writable.
    pub ask_if_unwritable: bool,
    /// Which existing files are replaced.
    pub update: Update,
    /// An existing file that cannot be opened for writing is removed and created again.
    pub force: bool,
    /// An existing file is always removed first.
    pub remove_first: bool,
    /// Backups of replaced files.
    pub backup: Option<Backup>,
    /// When copies get holes.
    pub sparse: Sparse,
    /// Whether copies share their blocks with the source.
    pub reflink: Reflink,
    /// Mount points are not entered.
    pub one_file_system: bool,
    /// A symbolic link to a directory in the destination is followed, not replaced.
    pub keep_directory_symlink: bool,
    /// List each file.
    pub verbose: bool,
    /// List how each file was copied.
    pub debug: bool,
}

/// Options for moving.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moving {
    /// Exchange source and destination.
    pub exchange: bool,
    /// Fail instead of copying to another file system.
    pub no_copy: bool,
}

/// Which symbolic links of the source are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// None. Links are copied as links.
    Never,
    /// Those given as operands.
    Operands,
    /// All.
    Always,
}

/// What is created at the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// Copies.
    Copies,
    /// Hard links to the source.
    HardLinks,
    /// Symbolic links to the source.
    SymbolicLinks,
}

/// When blocks of zeros become holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sparse {
    /// Never, even if the source has holes.
    Never,
    /// Where the source has holes.
    Auto,
    /// Wherever a block contains only zeros.
    Always,
}

/// Whether blocks are shared with the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reflink {
    /// If the file system supports it.
    Auto,
    /// Always. The copy fails if that is not supported.
    Always,
    /// Never.
    Never,
}

/// Which attributes of the source are preserved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preserve {
    /// Permissions and ACLs. `Some(false)` is `--no-preserve=mode`: new files get default
    /// permissions, instead of those of the source minus the umask.
    pub mode: Option<bool>,
    /// User and group.
    pub ownership: bool,
    /// Access and modification times.
    pub timestamps: bool,
    /// Hard links between the copied files.
    pub links: bool,
    /// The SELinux context.
    pub context: bool,
    /// Extended attributes.
    pub xattr: bool,
    /// Fail if an extended attribute cannot be set.
    pub xattr_required: bool,
    /// Ignore extended attributes that cannot be set (`-a`).
    pub xattr_quietly: bool,
    /// Fail if any requested attribute cannot be preserved.
    pub required: bool,
}

impl Preserve {
    /// Returns whether permissions are preserved.
    pub(super) fn keeps_mode(&self) -> bool {
        self.mode == Some(true)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            follow: Follow::Always,
            recursive: false,
            special_as_regular: true,
            contents: true,
            making: Making::Copies,
            preserve: Preserve::default(),
            mode: None,
            moving: None,
            ask: false,
            ask_if_unwritable: false,
            update: Update::All,
            force: false,
            remove_first: false,
            backup: None,
            sparse: Sparse::Auto,
            reflink: Reflink::Auto,
            one_file_system: false,
            keep_directory_symlink: false,
            verbose: false,
            debug: false,
        }
    }
}
