//! A date string between its parts and the time that it stands for.

use super::notes::Notes;
use super::parsed::Parsed;

/// The parts of a date string, to be combined into a time.
pub(super) struct Reading {
    pub(super) parsed: Parsed,
    pub(super) notes: Notes,
}
