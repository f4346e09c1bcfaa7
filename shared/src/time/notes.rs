//! The output of `date --debug`.

use crate::program::diagnostics;

/// Prints messages if they are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notes {
    pub(super) wanted: bool,
}

impl Notes {
    /// Prints the message that `text` returns.
    pub(super) fn add(self, text: &dyn Fn() -> String) {
        if self.wanted {
            diagnostics::warning(&text());
        }
    }
}
