//! Which argument is whose.

use shared::prelude::*;

/// The arguments: those behind the ones that earlier rounds of the format took.
pub(crate) struct Arguments<'a> {
    words: &'a [&'static OsStr],
    /// How many this round took in order.
    in_order: usize,
    /// How many it took at all: up to the last one that was asked for.
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

    /// The argument with this number (from 1), or the next in order; none where they are at
    /// their end.
    pub(crate) fn take(&mut self, number: Option<usize>) -> Option<&'static OsStr> {
        let number = number.unwrap_or_else(|| {
            self.in_order += 1;
            self.in_order
        });
        self.taken = self.taken.max(number);
        self.words.get(number - 1).copied()
    }

    /// Goes on to the next round; tells if the last one took any.
    pub(crate) fn start_again(&mut self) -> bool {
        let taken = self.taken;
        *self = Self::new(self.words.get(taken..).unwrap_or_default());
        taken > 0
    }

    /// Those that are left.
    pub(crate) fn rest(&self) -> &'a [&'static OsStr] {
        self.words
    }
}
