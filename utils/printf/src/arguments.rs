//! Assigns arguments to the directives of a format.

use shared::prelude::*;

/// The arguments that are left after earlier rounds of the format.
pub(crate) struct Arguments<'a> {
    words: &'a [&'static OsStr],
    /// How many arguments this round took in order.
    in_order: usize,
    /// The largest number of an argument that this round took.
    taken: usize,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(words: &'a [&'static OsStr]) -> Self {
        Self {
            words,
            in_order: 0,
            taken: 0,
        }
    }

    /// Returns the argument with this number (from 1), or the next in order.
    pub(crate) fn take(&mut self, number: Option<usize>) -> Option<&'static OsStr> {
        let number = number.unwrap_or_else(|| {
            self.in_order += 1;
            self.in_order
        });
        self.taken = self.taken.max(number);
        self.words.get(number - 1).copied()
    }

    /// Starts the next round. Returns whether the last one took any arguments.
    pub(crate) fn start_again(&mut self) -> bool {
        let taken = self.taken;
        *self = Self::new(self.words.get(taken..).unwrap_or_default());
        taken > 0
    }

    /// Returns the arguments that are left.
    pub(crate) fn rest(&self) -> &'a [&'static OsStr] {
        self.words
    }
}
