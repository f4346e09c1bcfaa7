//! Progress bars, on standard error, if it is a terminal.

use std::fmt::Write;

use indicatif::{FormattedDuration, ProgressBar, ProgressState, ProgressStyle};

/// Makes a bar that shows what is measured, the number of steps, and the estimated time left.
pub(crate) fn bar(what: &'static str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_prefix(what);
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:>12} {wide_bar} {pos}/{len} {msg:<28!} {left:>13}")
    {
        let left = |state: &ProgressState, out: &mut dyn Write| {
            // Before the first step there is nothing to estimate from.
            if state.pos() > 0 {
                let _ = write!(out, "{} left", FormattedDuration(state.eta()));
            }
        };
        bar.set_style(style.with_key("left", left).progress_chars("=> "));
    }
    bar
}
