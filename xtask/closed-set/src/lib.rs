//! Links the executables of a Cargo workspace as a closed set: one shared library with the code that
//! two or more of them use, and executables that hold only what is their own.
//!
//! No source is changed and nothing is compiled twice. Cargo builds ordinary static executables, and a
//! program in place of the linker keeps the arguments and inputs of each link ([`link`]). The links are
//! then repeated, split differently:
//!
//! ```text
//!             objects of a   objects of b    rlibs of both       rlibs of one
//! Cargo:      a = own + rlibs        b = own + rlibs
//! closed set: a = own + rlibs of a alone ──┐
//!             b = own + rlibs of b alone ──┴──> library = rlibs of both
//! ```
//!
//! | module | |
//! |---|---|
//! | [`elf`] | reads dynamic symbols and names of linked files |
//! | [`objects`] | changes copies of object files before a link |
//! | [`linked`] | changes files after a link |
//! | [`table`] | the table that replaces the look-up of names between executables and library |
//! | [`late`] | the functions of the C library that are looked up when they are called |
//! | [`link`] | keeps links, and reads them again |
//! | [`symbols`] | what the inputs of links define and want |
//! | [`plan`] | which archives go into the library, and why others stay |
//! | [`share`] | moves functions that several executables hold into the library |
//! | [`set`] | links a library and its executables |
//! | [`open`] | what stays exported for modules that are built later |
//! | [`module`] | links such modules |
//! | [`tree`] | makes the finished tree and checks it |
//! | [`cargo`] | lets Cargo build executables with their links kept |
//! | [`measure`] | a set beside static executables |
//! | [`report`] | what went where, as text and as JSON |
//! | [`output`] | prints for whoever runs the tool |

pub mod cargo;
pub mod elf;
pub mod late;
pub mod link;
pub mod linked;
pub mod measure;
pub mod module;
pub mod objects;
pub mod open;
pub mod output;
pub mod plan;
pub mod report;
pub mod set;
pub mod share;
pub mod symbols;
pub mod table;
pub mod tree;
