//! What is asked of a copy.

use crate::fs::backup::Backup;
use crate::fs::update::Update;

/// All that cp, mv and install can ask for. The default is `cp FILE FILE` without options.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which symbolic links of the source are followed.
    pub follow: Follow,
    /// Folders are copied with what they hold.
    pub recursive: bool,
    /// Devices, pipes and sockets are read rather than made anew.
    pub special_as_regular: bool,
    /// Files are filled (not with `--attributes-only`).
    pub contents: bool,
    /// Copies, or links to the source.
    pub making: Making,
    /// Files are made with these permissions, whatever those of the source: install.
    pub mode: Option<u32>,
    /// The sources shall be gone in the end.
    pub moving: Option<Moving>,
    /// What copies take over from their source.
    pub preserve: Preserve,
    /// The question before something is replaced.
    pub ask: bool,
    /// The same where we may not write what exists.
    pub ask_if_unwritable: bool,
    /// Which existing files are replaced.
    pub update: Update,
    /// What can't be opened for writing is removed and made anew.
    pub force: bool,
    /// What exists is removed before all else.
    pub remove_first: bool,
    /// Backups of what is replaced.
    pub backup: Option<Backup>,
    /// Holes in the copies.
    pub sparse: Sparse,
    /// Copies that share their blocks with the source.
    pub reflink: Reflink,
    /// Mount points are not entered.
    pub one_file_system: bool,
    /// A link to a folder in the destination stands for the folder.
    pub keep_directory_symlink: bool,
    /// Each file is listed.
    pub verbose: bool,
    /// How each file was copied is listed.
    pub debug: bool,
}

/// How files are moved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moving {
    /// Both change places.
    pub exchange: bool,
    /// Nothing is copied, not even to another file system.
    pub no_copy: bool,
}

/// Which symbolic links of the source are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// None: links are copied as links.
    Never,
    /// Those given as operands.
    Operands,
    /// All.
    Always,
}

/// What is made in the destination.
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
    /// Not even where the source has holes.
    Never,
    /// Where the source has them.
    Auto,
    /// Wherever there are enough zeros.
    Always,
}

/// Whether blocks are shared with the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reflink {
    /// Where it can be done.
    Auto,
    /// Or the copy fails.
    Always,
    /// No.
    Never,
}

/// What copies take over from their source.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preserve {
    /// Permissions and ACLs; where `--no-preserve=mode` said so, not even to begin with.
    pub mode: Option<bool>,
    /// User and group.
    pub ownership: bool,
    /// Times of access and modification.
    pub timestamps: bool,
    /// Hard links among the files copied.
    pub links: bool,
    /// SELinux's context.
    pub context: bool,
    /// Extended attributes.
    pub xattr: bool,
    /// Extended attributes that can't be set are failures.
    pub xattr_required: bool,
    /// Extended attributes that can't be set are not worth a word (`-a`).
    pub xattr_quietly: bool,
    /// What can't be preserved at all is a failure.
    pub required: bool,
}

impl Preserve {
    /// Are permissions kept?
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
