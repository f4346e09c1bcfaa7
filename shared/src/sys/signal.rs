//! Signals of this process: sigaction(2), sigprocmask(2), sigtimedwait(2). Signals to other
//! processes: kill(2), because `rustix` knows only some of the numbers.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Duration;

/// Returns the numbers of the first and the last realtime signal that programs may use.
pub fn realtime() -> (i32, i32) {
    (libc::SIGRTMIN(), libc::SIGRTMAX())
}

/// Ignores a signal, or restores its default action.
///
/// # Errors
/// The signal does not exist or cannot be ignored.
pub fn set_ignored(signal: i32, ignored: bool) -> io::Result<()> {
    let mut action = current(signal)?;
    action.sa_sigaction = if ignored {
        libc::SIG_IGN
    } else {
        libc::SIG_DFL
    };
    // SAFETY: an action that runs no code of ours.
    match unsafe { libc::sigaction(signal, &action, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Returns whether the signal is ignored.
pub fn is_ignored(signal: i32) -> bool {
    current(signal).is_ok_and(|a| a.sa_sigaction == libc::SIG_IGN)
}

fn current(signal: i32) -> io::Result<libc::sigaction> {
    let mut action = MaybeUninit::zeroed();
    // SAFETY: with a null second argument, the current action is written to a place of the right
    // type.
    match unsafe { libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) } {
        // SAFETY: written by the call.
        0 => Ok(unsafe { action.assume_init() }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Sends a signal to a process. 0 stands for the process group of this process, a negative number
/// for another group.
///
/// # Errors
/// Those of kill(2).
pub fn send(process: i32, signal: i32) -> io::Result<()> {
    // SAFETY: no memory is involved.
    match unsafe { libc::kill(process, signal) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Waits for one of `signals`, which must be blocked, and removes it from the pending signals.
/// Returns `None` after `patience`, or earlier if another signal interrupts the wait.
pub fn wait(signals: &Mask, patience: Option<Duration>) -> Option<i32> {
    let patience = patience.map(|patience| libc::timespec {
        tv_sec: patience.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: patience.subsec_nanos().into(),
    });
    let patience = patience.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the set is valid; the time is valid or null; the details of the signal are not
    // requested.
    let signal = unsafe { libc::sigtimedwait(&signals.0, ptr::null_mut(), patience) };
    (signal > 0).then_some(signal)
}

/// Returns the description of a signal: strsignal(3).
pub fn description(signal: i32) -> String {
    // SAFETY: glibc returns a string for any number. It is copied before the next call.
    let text = unsafe { CStr::from_ptr(libc::strsignal(signal)) };
    text.to_string_lossy().into_owned()
}

/// A set of blocked signals, which are delivered once they are unblocked.
#[derive(Clone, Copy)]
pub struct Mask(libc::sigset_t);

impl Mask {
    /// Returns the empty set.
    pub fn empty() -> Self {
        // SAFETY: a zeroed set is an empty one on glibc.
        Self(unsafe { MaybeUninit::zeroed().assume_init() })
    }

    /// Returns the signals that this process blocks.
    pub fn current() -> Self {
        let mut set = MaybeUninit::zeroed();
        // SAFETY: with a null second argument, the current set is written; a zeroed set is an empty
        // one on glibc.
        Self(unsafe {
            libc::sigprocmask(libc::SIG_BLOCK, ptr::null(), set.as_mut_ptr());
            set.assume_init()
        })
    }

    /// Returns the signals that are blocked and wait to be delivered to this thread.
    pub fn pending() -> Self {
        let mut set = Self::empty();
        // SAFETY: the set is valid, and is written.
        unsafe { libc::sigpending(&mut set.0) };
        set
    }

    /// Returns whether the signal is in the set.
    pub fn has(&self, signal: i32) -> bool {
        // SAFETY: the set is valid; for unknown numbers the result is -1.
        unsafe { libc::sigismember(&self.0, signal) == 1 }
    }

    /// Adds or removes a signal.
    pub fn set(&mut self, signal: i32, blocked: bool) {
        // SAFETY: the set is valid; unknown numbers are refused.
        unsafe {
            if blocked {
                libc::sigaddset(&mut self.0, signal);
            } else {
                libc::sigdelset(&mut self.0, signal);
            }
        }
    }

    /// Returns the union of both sets.
    #[must_use]
    pub fn with(mut self, others: &Self) -> Self {
        for signal in (1..=realtime().1).filter(|&signal| others.has(signal)) {
            self.set(signal, true);
        }
        self
    }

    /// Makes this the set of signals that this process blocks.
    pub fn apply(&self) {
        // SAFETY: the set is valid.
        unsafe { libc::sigprocmask(libc::SIG_SETMASK, &self.0, ptr::null_mut()) };
    }
}
