//! Builds a variant: flags for the compiler and the linker, repeated links, finished trees.

pub(crate) mod build;
pub(crate) mod closed;
pub(crate) mod late;
pub(crate) mod link_times;
pub(crate) mod linker;
pub(crate) mod order;
pub(crate) mod rustc;
pub(crate) mod state;
pub(crate) mod tree;
pub(crate) mod wrapper;
