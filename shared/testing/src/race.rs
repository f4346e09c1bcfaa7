//! Races against a utility: files are exchanged while it runs.

use crate::{Dir, is_root};
use std::ffi::CString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
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
    swap(pairs, &|| {}, run)
}

/// Returns how often [`survives`] runs a utility: what `CORELINK_TRIES` says, or 100.
pub fn tries() -> usize {
    let given = std::env::var("CORELINK_TRIES").ok();
    given.and_then(|n| n.parse().ok()).unwrap_or(100)
}

/// Runs a utility that creates or changes `target`, while somebody else exchanges `target` for a
/// symbolic link to `victim`, and asserts that the victim is never changed. Both are names in
/// `dir`, to which everyone may write. For root, the attacker is the user nobody.
///
/// Before each of the [`tries`], `target` is removed and `prepare` is run.
#[track_caller]
pub fn survives(dir: &Dir, target: &str, victim: &str, prepare: &dyn Fn(), run: &dyn Fn()) {
    let everyone = fs::Permissions::from_mode(0o777);
    fs::set_permissions(dir.path(), everyone).expect("it is ours");
    let (target, link, victim) = (dir.join(target), dir.join("link"), dir.join(victim));
    let before = state(&victim);
    let mut lost = None;
    let pairs = [(target.clone(), link.clone())];
    swap(&pairs, &become_nobody, || {
        for attempt in 1..=tries() {
            // Without the target, there is nothing to exchange, and the link stays where it is.
            remove(&target);
            remove(&link);
            symlink(&victim, &link).expect("a link can be made");
            prepare();
            run();
            let after = state(&victim);
            if after != before {
                lost = Some((attempt, after));
                return;
            }
        }
    });
    if let Some((attempt, after)) = lost {
        panic!("{victim:?} was changed at try {attempt}: {before} became {after}");
    }
}

/// Describes what a utility may have changed of a file or folder.
fn state(path: &Path) -> String {
    let stat = fs::symlink_metadata(path).expect("the victim exists");
    let (mode, owner, group) = (stat.mode(), stat.uid(), stat.gid());
    let changed = format!("{}.{:09}", stat.ctime(), stat.ctime_nsec());
    format!("mode {mode:o}, owner {owner}:{group}, changed at {changed}")
}

/// Removes what is there, which may change meanwhile.
fn remove(path: &Path) {
    while fs::symlink_metadata(path).is_ok() {
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
}

/// Makes this thread run as the user nobody, if it is root's.
#[allow(
    unsafe_code,
    reason = "std cannot change the user of a thread, and C's function changes that of all"
)]
fn become_nobody() {
    if !is_root() {
        return;
    }
    let nobody = 65534_u32;
    // SAFETY: the system calls take numbers only.
    let results = unsafe {
        [
            libc::syscall(libc::SYS_setgroups, 0, std::ptr::null::<u32>()),
            libc::syscall(libc::SYS_setresgid, nobody, nobody, nobody),
            libc::syscall(libc::SYS_setresuid, nobody, nobody, nobody),
        ]
    };
    assert_eq!(results, [0; 3], "{}", io::Error::last_os_error());
}

fn swap<T>(pairs: &[(PathBuf, PathBuf)], start: &(dyn Fn() + Sync), run: impl FnOnce() -> T) -> T {
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
            start();
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
