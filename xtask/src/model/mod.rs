//! What the other rooms work on: the work tree, the variants, installed trees and peers.

#![warn(clippy::missing_docs_in_private_items)]

pub(crate) mod c_library;
pub(crate) mod closed;
pub(crate) mod elf;
pub(crate) mod machine;
pub(crate) mod peers;
pub(crate) mod probe;
pub(crate) mod profiles;
pub(crate) mod registration;
pub(crate) mod sources;
pub(crate) mod toolchain;
pub(crate) mod tree;
pub(crate) mod usage;
pub(crate) mod variant;
pub(crate) mod workspace;
