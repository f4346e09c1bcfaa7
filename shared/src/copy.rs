//! Copying files and trees: the engine of cp, and of mv and install where they copy.
//!
//! [`Copier::copy`] copies one operand to one place. `entry` decides what happens to one file,
//! `overwrite` and `same` whether an existing destination may be replaced, `regular` and `data`
//! copy regular files, `special` creates everything else, `directory` and `tree` walk directories,
//! and `attributes` with `xattr` preserve attributes of the source.
//!
//! `tree` keeps a walker of its own beside [`crate::fs::walk`]: it walks two trees at once, source
//! and destination, and both by descriptor. [`Facts`] keeps what copying needs of a `Stat`, in
//! types that are the same on every architecture.
//!
//! Not supported: a default SELinux context (`-Z`) is not computed, only that of the source is
//! preserved; and times are compared as they are, although some file systems store them with
//! less precision.

mod attributes;
mod copier;
mod data;
mod directory;
mod entry;
mod handle;
mod links;
mod moving;
mod options;
mod overwrite;
mod parents;
mod place;
mod regular;
mod same;
mod seen;
mod source;
mod special;
mod tree;
mod xattr;

pub use copier::{Copier, Done, Failed, close};
pub use moving::{Moved, rename_new};
pub use options::{Follow, Making, Moving, Options, Preserve, Reflink, Sparse};
pub use parents::Parents;
pub use place::{Facts, Id, Place};
pub use special::replace;
