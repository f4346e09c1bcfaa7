//! What `--debug` prints.

use shared::program::diagnostics;

/// Whether each step is explained on standard error.
#[derive(Clone, Copy, Default)]
pub(crate) struct Debug {
    pub(crate) on: bool,
}

impl Debug {
    /// Prints `lines`, which are made only if they are printed.
    pub(crate) fn explain(self, lines: &dyn Fn() -> String) {
        if self.on {
            diagnostics::write_stderr(lines().as_bytes());
        }
    }
}
