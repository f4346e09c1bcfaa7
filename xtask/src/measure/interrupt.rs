//! Requests to end, such as Ctrl-C. On the first, the running measure stops early, its figures are
//! kept, and its child processes end. The second ends this process at once.

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

/// Starts to record requests to end instead of obeying them.
pub(crate) fn watch() -> Result<()> {
    let asked = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // In this order, so that the first signal does not find the flag that it sets.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(asked))
            .and_then(|_| flag::register(signal, Arc::clone(asked)))
            .context("cannot watch for signals")?;
    }
    Ok(())
}

/// Returns whether this process was asked to end.
pub(crate) fn asked() -> bool {
    ASKED
        .get()
        .is_some_and(|asked| asked.load(Ordering::Relaxed))
}

/// Returns an error if this process was asked to end.
pub(crate) fn check() -> Result<()> {
    if asked() {
        return Err(Interrupted.into());
    }
    Ok(())
}
