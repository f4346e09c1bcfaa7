//! Ctrl-C: what was measured is kept, and nobody who was started stays behind. The first one
//! lets the measure that is under way come to its end early; the second one ends us at once.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// The error of a run that was asked to end.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted: what was measured is kept, and the next run goes on from there")
    }
}

impl std::error::Error for Interrupted {}

/// From here on, a request to end is noted instead of obeyed.
pub(crate) fn watch() -> Result<()> {
    let asked = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // In this order: the first signal must not find its own flag raised.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(asked))
            .and_then(|_| flag::register(signal, Arc::clone(asked)))
            .context("cannot watch for signals")?;
    }
    Ok(())
}

/// Whether we were asked to end.
pub(crate) fn asked() -> bool {
    ASKED
        .get()
        .is_some_and(|asked| asked.load(Ordering::Relaxed))
}

/// An error where we were asked to end.
pub(crate) fn check() -> Result<()> {
    if asked() {
        return Err(Interrupted.into());
    }
    Ok(())
}
