//! Builds closed sets of small workspaces, and runs their executables.

mod errors;
mod measure;
mod modules;
mod sets;
mod symbols;
mod workspace;
