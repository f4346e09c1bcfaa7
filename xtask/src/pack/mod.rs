//! Turns installed files into the layers of an image.

pub(crate) mod contents;
pub(crate) mod layer;
