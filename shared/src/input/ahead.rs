//! Work on several files at once, whose results are taken in order.

use crate::input::files;
use crate::program::error::Result;
use crate::sys::stat::StatExt;
use rustix::fd::OwnedFd;
use rustix::fs::{OFlags, fstat, stat};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The size in bytes from which a file is worth a thread. Starting one takes about as long as the
/// MD5 digest of 32 KiB.
const LARGE: u64 = 256 * 1024;

/// The work on one file, by its index: it gets the open file, or `None` for standard input.
type Work<'a> = dyn Fn(usize, io::Result<Option<OwnedFd>>) + Sync + 'a;

/// Opens each of `names`, where `-` is standard input, and calls `work` for it, and then `take`, in
/// order. Behind a large file, `work` is called ahead, by other threads.
///
/// # Errors
/// Those of `take`. No further file is opened after one.
pub fn files_in_order(
    names: &[&OsStr],
    work: &Work<'_>,
    take: &mut dyn FnMut(usize) -> Result,
) -> Result {
    for (index, name) in names.iter().enumerate() {
        let file = open(name);
        let is_last = index + 1 == names.len();
        if !is_last && matches!(&file, Ok(Some(file)) if is_large(file)) {
            return files_ahead(names, index, work, take);
        }
        work(index, file);
        take(index)?;
    }
    Ok(())
}

/// Like [`files_in_order`] from the file `first` on, in several threads. They leave alone what is no
/// regular file: others would notice that a FIFO is opened, or a terminal read, before its turn.
fn files_ahead(
    names: &[&OsStr],
    first: usize,
    work: &Work<'_>,
    take: &mut dyn FnMut(usize) -> Result,
) -> Result {
    let done: Vec<AtomicBool> = names.iter().map(|_| AtomicBool::new(false)).collect();
    in_order(
        names.len() - first,
        &|place| {
            let index = first + place;
            if is_regular(names[index]) {
                work(index, open(names[index]));
                done[index].store(true, Ordering::Relaxed);
            }
        },
        &mut |place| {
            let index = first + place;
            if !done[index].load(Ordering::Relaxed) {
                work(index, open(names[index]));
            }
            take(index)
        },
    )
}

/// Opens a file, or returns `None` for standard input, whose name is `-`.
///
/// # Errors
/// Those of open(2).
pub fn open(name: &OsStr) -> io::Result<Option<OwnedFd>> {
    match name.as_bytes() {
        b"-" => Ok(None),
        _ => files::open(name, OFlags::RDONLY).map(Some),
    }
}

/// Returns whether the name is that of a regular file.
fn is_regular(name: &OsStr) -> bool {
    name != "-" && stat(name).is_ok_and(|stat| stat.is_regular())
}

fn is_large(file: &OwnedFd) -> bool {
    fstat(file).is_ok_and(|stat| stat.is_regular() && stat.st_size as u64 >= LARGE)
}

/// Which items are finished.
struct Progress {
    /// The first item that no thread has begun.
    next: AtomicUsize,
    finished: Mutex<Vec<bool>>,
    changed: Condvar,
}

/// Calls `work` for each of `count` items in as many threads as there are processors, and `take` for
/// each in this thread, in order, when the work on it is finished. Without a second processor, and if
/// no thread can be started, all is done in this thread.
///
/// # Errors
/// Those of `take`. No further item is begun after one.
fn in_order(
    count: usize,
    work: &(dyn Fn(usize) + Sync),
    take: &mut dyn FnMut(usize) -> Result,
) -> Result {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let wanted = if processors < 2 {
        0
    } else {
        processors.min(count)
    };
    let progress = Progress {
        next: AtomicUsize::new(0),
        finished: Mutex::new(vec![false; count]),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        let start = |_: &usize| {
            let work = || progress.work(count, work);
            thread::Builder::new().spawn_scoped(scope, work).is_ok()
        };
        let started = (0..wanted).take_while(start).count();
        for item in 0..count {
            if started == 0 {
                work(item);
            } else {
                progress.wait(item);
            }
            if let Err(e) = take(item) {
                progress.next.store(count, Ordering::Relaxed);
                return Err(e);
            }
        }
        Ok(())
    })
}

impl Progress {
    /// Works on items until none is left.
    fn work(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        loop {
            let item = self.next.fetch_add(1, Ordering::Relaxed);
            if item >= count {
                return;
            }
            work(item);
            self.finished()[item] = true;
            self.changed.notify_one();
        }
    }

    /// Waits until an item is finished.
    fn wait(&self, item: usize) {
        let mut finished = self.finished();
        while !finished[item] {
            let woken = self.changed.wait(finished);
            finished = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finished(&self) -> MutexGuard<'_, Vec<bool>> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::error::Error;
    use std::sync::OnceLock;

    #[test]
    fn results_are_taken_in_order() {
        let results: Vec<OnceLock<usize>> = (0..500).map(|_| OnceLock::new()).collect();
        let mut taken = Vec::new();
        in_order(
            500,
            &|item| {
                // Later items are finished sooner.
                (item..500).for_each(std::hint::black_box(drop));
                assert!(results[item].set(item * item).is_ok());
            },
            &mut |item| {
                taken.push(*results[item].get().expect("it is finished"));
                Ok(())
            },
        )
        .expect("nothing fails");
        assert!(taken.iter().copied().eq((0..500).map(|item| item * item)));
    }

    #[test]
    fn nothing_is_taken_after_an_error() {
        let mut taken = 0;
        let result = in_order(100, &|_| {}, &mut |item| {
            taken += 1;
            match item {
                3 => Err(Error::new("full")),
                _ => Ok(()),
            }
        });
        assert!(result.is_err());
        assert_eq!(taken, 4);
    }
}
