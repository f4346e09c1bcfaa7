//! Builds closed sets of small workspaces, and runs their executables.

mod errors;
mod modules;
mod sets;
mod symbols;
mod workspace;
