//! Values of options and operands other than file names: keywords, numbers, sizes, ranges,
//! patterns.

pub mod human;
pub mod keyword;
pub mod number;
pub mod quoting_style;
pub mod ranges;
pub mod regex;
pub mod tabs;
