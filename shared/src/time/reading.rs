//! A parsed date string. `parse` converts it into a time, `debug` describes that.

use super::notes::Notes;
use super::parsed::Parsed;

/// The parts of a date string.
pub(super) struct Reading {
    pub(super) parsed: Parsed,
    pub(super) notes: Notes,
}
