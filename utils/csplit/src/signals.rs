//! Removes the files when a signal ends csplit. A thread waits for the signals (sigwaitinfo(2)),
//! because a handler could neither lock nor allocate. SIGPIPE and SIGXFSZ may be sent to the thread
//! that writes; these stay pending until [`deliver`].

use shared::prelude::*;
use shared::rustix::fs::unlink;
use shared::sys::signal::{self, Mask};
use std::ffi::OsString;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The signals that end a process, but for those that its own mistakes raise.
const SIGNALS: [i32; 16] = [
    shared::libc::SIGHUP,
    shared::libc::SIGINT,
    shared::libc::SIGQUIT,
    shared::libc::SIGALRM,
    shared::libc::SIGTERM,
    shared::libc::SIGPOLL,
    shared::libc::SIGPROF,
    shared::libc::SIGVTALRM,
    shared::libc::SIGXCPU,
    shared::libc::SIGXFSZ,
    shared::libc::SIGUSR1,
    shared::libc::SIGUSR2,
    shared::libc::SIGPIPE,
    shared::libc::SIGSTKFLT,
    shared::libc::SIGPWR,
    shared::libc::SIGSYS,
];

static MADE: Mutex<Vec<OsString>> = Mutex::new(Vec::new());

fn made() -> MutexGuard<'static, Vec<OsString>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers a file before it is made.
pub(crate) fn about_to_make(name: &OsStr) {
    let mut made = made();
    // The name comes again if the section before was empty and was removed.
    if made.last().is_none_or(|last| last != name) {
        made.push(name.to_owned());
    }
}

/// Returns whether this thread was sent a signal that is blocked.
pub(crate) fn is_one_pending() -> bool {
    let pending = Mask::pending();
    SIGNALS.into_iter().any(|signal| pending.has(signal))
}

/// Unblocks all signals, so that a pending one ends the process.
pub(crate) fn deliver() {
    Mask::empty().apply();
}

/// Blocks the signals, and starts the thread that waits for them.
pub(crate) fn remove_sections_on_signals() {
    let mut waited_for = Mask::empty();
    let before = Mask::current();
    let (first, last) = signal::realtime();
    for signal in SIGNALS.into_iter().chain(first..=last) {
        if !signal::is_ignored(signal) {
            waited_for.set(signal, true);
        }
    }
    before.with(&waited_for).apply();
    let waiting = std::thread::Builder::new().spawn(move || {
        let Some(signal) = signal::wait(&waited_for, None) else {
            return;
        };
        // Never unlocked, so that no more files are made.
        let made = made();
        for name in made.iter() {
            // GNU's csplit reports no failure here either.
            let _ = unlink(name);
        }
        let pid = shared::rustix::process::getpid().as_raw_nonzero().get();
        // If it fails, `exit` below ends the process.
        let _ = signal::send(pid, signal);
        before.apply();
        std::process::exit(128 + signal);
    });
    if waiting.is_err() {
        before.apply();
    }
}
