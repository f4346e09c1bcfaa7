//! Builds closed sets of small workspaces, and runs their executables.

mod errors;
mod sets;
mod symbols;
mod workspace;
