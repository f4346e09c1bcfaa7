//! Progress bars, on standard error, and only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that says what is being measured, how far it is, and how long it may still take.
pub(crate) fn bar(what: &'static str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_prefix(what);
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:>14} {wide_bar} {pos}/{len} {msg:<24!} {eta:>4} left")
    {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}
