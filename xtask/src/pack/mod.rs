//! Turns installed files into the layers of an image, and into packages.

pub(crate) mod archive;
pub(crate) mod contents;
pub(crate) mod debian;
pub(crate) mod layer;
pub(crate) mod sections;
