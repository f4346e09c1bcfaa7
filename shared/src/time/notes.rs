//! The messages of `date --debug` about how a date string is understood.

use crate::program::diagnostics;

/// Whether messages are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notes {
    pub(super) wanted: bool,
}

impl Notes {
    pub(super) fn say(self, text: &dyn Fn() -> String) {
        if self.wanted {
            diagnostics::warning(&text());
        }
    }
}
