//! Operands of the utilities, with the files that they name.

pub(crate) mod files;
pub(crate) mod system;
pub(crate) mod trees;
pub(crate) mod words;
