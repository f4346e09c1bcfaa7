//! Races against a utility that walks a tree.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Exchanges two files atomically, by renameat2(2).
pub fn exchange(one: &Path, other: &Path) {
    assert!(try_exchange(one, other), "{one:?} can't be exchanged");
}

fn try_exchange(one: &Path, other: &Path) -> bool {
    let c = |path: &Path| CString::new(path.as_os_str().as_bytes()).expect("paths have no NUL");
    let (one, other) = (c(one), c(other));
    let here = libc::AT_FDCWD;
    let flag = libc::RENAME_EXCHANGE;
    #[allow(unsafe_code, reason = "std has no other way to exchange two files")]
    // SAFETY: both strings end in NUL and outlive the call.
    let result = unsafe { libc::renameat2(here, one.as_ptr(), here, other.as_ptr(), flag) };
    result == 0
}

/// Exchanges the files of each pair over and over while `run` runs, as an attacker would who waits
/// for the moment between a check and the use of what was checked. Files may be missing.
pub fn while_swapping<T>(pairs: &[(PathBuf, PathBuf)], run: impl FnOnce() -> T) -> T {
    /// Stops the attacker even if `run` panics.
    struct Stop<'a>(&'a AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for (one, other) in pairs {
                    try_exchange(one, other);
                }
            }
        });
        let _stop = Stop(&stop);
        run()
    })
}
