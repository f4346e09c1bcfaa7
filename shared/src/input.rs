//! Sources of input: operands, lines, random numbers, temporary files.

pub mod ahead;
pub mod characters;
pub mod files;
pub mod files0;
pub mod kernel;
pub mod last;
pub mod lines;
pub mod random;
pub mod temporary;
