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

/// Returns how often a test of a race runs a utility: what `CORELINK_TRIES` says, or `usual`.
pub fn tries(usual: usize) -> usize {
    let given = std::env::var("CORELINK_TRIES").ok();
    given.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Returns the part of `usual` tries that one set of executables makes, if `cargo xtask test` runs
/// the test for several of them: `CORELINK_SETS` says for how many. They are of the same code.
pub fn in_each_set(usual: usize) -> usize {
    let sets = std::env::var("CORELINK_SETS").ok();
    let sets = sets.and_then(|n| n.parse().ok()).unwrap_or(1);
    usual.div_ceil(sets.max(1))
}

/// What an attacker exchanges, and for what.
#[derive(Debug)]
pub struct Attack<'a> {
    /// A folder, in which everyone may write from now on.
    pub dir: &'a Dir,
    /// The name that is exchanged for a symbolic link, and back.
    pub target: &'a str,
    /// What the link leads to: a file or folder that must not change.
    pub victim: &'a str,
}

/// How often something was tried, and lost.
#[derive(Debug, Default)]
pub struct Losses {
    /// How often the utility ran.
    pub tries: usize,
    /// How often the victim was changed.
    pub lost: usize,
    /// The first try that was lost, and what became of the victim.
    pub first: Option<(usize, String)>,
}

/// Runs a utility that creates or changes `target`, while somebody else exchanges `target` for a
/// symbolic link to `victim`, and asserts that the victim is never changed. Both are names in
/// `dir`, to which everyone may write. For root, the attacker is the user nobody.
///
/// Before each of the [`tries`], 100 if not all of them are made [`in_each_set`], `target` is removed
/// and `prepare` is run.
#[track_caller]
pub fn survives(dir: &Dir, target: &str, victim: &str, prepare: &dyn Fn(), run: &dyn Fn()) {
    let attack = Attack {
        dir,
        target,
        victim,
    };
    let losses = attack.losses(tries(in_each_set(100)), prepare, &|| {
        run();
        true
    });
    if let Some((attempt, change)) = losses.first {
        panic!("{victim:?} was changed at try {attempt}: {change}");
    }
}

impl Attack<'_> {
    /// Counts how often the victim is changed. `run` returns whether it was right otherwise. Ends
    /// at the first loss, unless `CORELINK_TRIES` is set: then the victim is restored, its content
    /// aside.
    pub fn losses(&self, tries: usize, prepare: &dyn Fn(), run: &dyn Fn() -> bool) -> Losses {
        let everyone = fs::Permissions::from_mode(0o777);
        fs::set_permissions(self.dir.path(), everyone).expect("it is ours");
        let (target, victim) = (self.dir.join(self.target), self.dir.join(self.victim));
        // Beside the target, so that a directory can be exchanged by who doesn't own it.
        let link = target.with_file_name("aside");
        let goes_on = std::env::var_os("CORELINK_TRIES").is_some();
        let mut before = state(&victim);
        let modes = modes(&victim);
        let mut losses = Losses::default();
        let pairs = [(target.clone(), link.clone())];
        swap(&pairs, &become_nobody, || {
            for attempt in 1..=tries {
                // Without the target, there is nothing to exchange, and the link stays.
                remove(&target);
                remove(&link);
                prepare();
                match symlink(&victim, &link) {
                    Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                        panic!("{link:?} can't be made: {e}")
                    }
                    _ => {}
                }
                losses.tries = attempt;
                let right = run();
                let after = state(&victim);
                if right && after == before {
                    continue;
                }
                losses.lost += 1;
                let change = || (attempt, format!("{before} became {after}"));
                losses.first.get_or_insert_with(change);
                if !goes_on || after.is_empty() {
                    return;
                }
                restore(&modes);
                before = state(&victim);
            }
        });
        losses
    }
}

/// Many attacks at once, on one process with many operands. The attacker exchanges each name as soon
/// as it exists, so that a try costs microseconds.
#[derive(Debug)]
pub struct Attacks {
    /// The names that are exchanged, in the order in which they come to be.
    pub targets: Vec<PathBuf>,
    /// What is exchanged for each name is a link to one of these.
    pub victims: Vec<PathBuf>,
}

impl Attacks {
    /// Counts how many victims are changed while `run` runs. The targets, and the links beside them,
    /// are made anew before: `prepare` makes what is to be at the targets.
    pub fn losses(&self, prepare: &dyn Fn(), run: &dyn Fn()) -> usize {
        let links: Vec<PathBuf> = (0..self.targets.len())
            .map(|i| self.targets[i].with_file_name(format!("aside{i}")))
            .collect();
        for (i, link) in links.iter().enumerate() {
            remove(&self.targets[i]);
            remove(link);
            symlink(&self.victims[i], link).expect("a link can be made");
        }
        prepare();
        let before: Vec<String> = self.victims.iter().map(|one| state(one)).collect();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                become_nobody();
                let mut next = 0;
                while next < links.len() && !stop.load(Ordering::Relaxed) {
                    // One that never comes to be does not hold up the others.
                    let ahead = next..links.len().min(next + 3);
                    let done = ahead.into_iter().find(|&i| {
                        // Trying takes locks for which the utility waits, which is good for the
                        // attacker. One name is enough for that: a look takes none.
                        (i == next || fs::symlink_metadata(&self.targets[i]).is_ok())
                            && try_exchange(&self.targets[i], &links[i])
                    });
                    next = done.map_or(next, |i| i + 1);
                }
            });
            let _stop = Stop(&stop);
            run();
        });
        let mut lost = 0;
        for (victim, before) in self.victims.iter().zip(before) {
            if state(victim) != before {
                lost += 1;
                restore_victim(victim);
            }
        }
        lost
    }
}

/// Gives a victim the mode and owner back that it had at first: only its owner may use it.
fn restore_victim(victim: &Path) {
    let mode = if victim.is_dir() { 0o700 } else { 0o600 };
    let _ = std::os::unix::fs::lchown(victim, Some(0), Some(0));
    let _ = fs::set_permissions(victim, fs::Permissions::from_mode(mode));
}

/// Stops the attacker even if the run panics.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Returns modes and owners of a file, or of a folder and all that is in it.
fn modes(path: &Path) -> Vec<(PathBuf, u32, u32, u32)> {
    let mut all = Vec::new();
    walk(path, &mut |path, stat| {
        all.push((path.to_owned(), stat.mode(), stat.uid(), stat.gid()));
    });
    all
}

fn restore(modes: &[(PathBuf, u32, u32, u32)]) {
    for (path, mode, owner, group) in modes {
        let _ = std::os::unix::fs::lchown(path, Some(*owner), Some(*group));
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(*mode));
    }
}

fn walk(path: &Path, work: &mut dyn FnMut(&Path, &fs::Metadata)) {
    let Ok(stat) = fs::symlink_metadata(path) else {
        return;
    };
    work(path, &stat);
    let entries = stat.is_dir().then(|| fs::read_dir(path).ok()).flatten();
    for entry in entries.into_iter().flatten().flatten() {
        walk(&entry.path(), work);
    }
}

/// Describes what a utility may have changed of a file or folder, and of what is in it.
fn state(path: &Path) -> String {
    let mut all = Vec::new();
    walk(path, &mut |path, stat| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (mode, owner, group) = (stat.mode(), stat.uid(), stat.gid());
        let changed = format!("{}.{:09}", stat.ctime(), stat.ctime_nsec());
        all.push(format!(
            "{name}: mode {mode:o}, owner {owner}:{group}, changed at {changed}"
        ));
    });
    all.sort();
    all.join("; ")
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
