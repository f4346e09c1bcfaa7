//! Signals that are counted and polled for: sigaction(2).

use std::io;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// One more than the highest signal number.
const SIGNALS: usize = 65;

static COUNTS: [AtomicU32; SIGNALS] = [const { AtomicU32::new(0) }; SIGNALS];

/// Whether a signal arrived since the last call of [`any_noticed`].
static ANY: AtomicBool = AtomicBool::new(false);

/// Counts a signal from now on. It then interrupts system calls. With `once`, the second arrival
/// has the default effect.
///
/// # Errors
/// The signal does not exist or cannot be handled.
pub fn notice(signal: i32, once: bool) -> io::Result<()> {
    let mut action: libc::sigaction =
        // SAFETY: a structure of integers and a set of bits, for which zeros are valid.
        unsafe { MaybeUninit::zeroed().assume_init() };
    action.sa_sigaction = count as extern "C" fn(i32) as usize;
    if once {
        action.sa_flags = libc::SA_NODEFER | libc::SA_RESETHAND;
    }
    // SAFETY: the handler only adds to an atomic number.
    match unsafe { libc::sigaction(signal, &action, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Returns whether any signal has arrived since the last call. Asking this for each block of a copy
/// takes less time than asking for each signal.
#[inline]
pub fn any_noticed() -> bool {
    ANY.load(Relaxed) && ANY.swap(false, Relaxed)
}

/// Returns how often the signal has arrived since the last call.
pub fn noticed(signal: i32) -> u32 {
    let count = usize::try_from(signal).ok().and_then(|i| COUNTS.get(i));
    count.map_or(0, |count| match count.load(Relaxed) {
        0 => 0,
        _ => count.swap(0, Relaxed),
    })
}

extern "C" fn count(signal: i32) {
    if let Some(count) = usize::try_from(signal).ok().and_then(|i| COUNTS.get(i)) {
        count.fetch_add(1, Relaxed);
        ANY.store(true, Relaxed);
    }
}
