//! Work on all processors, with a progress bar.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;
use indicatif::ProgressBar;

use super::{interrupt, progress};

/// Runs `work` on each item and returns the results in any order. If the process is asked to end,
/// the remaining items are skipped.
///
/// # Errors
/// The first error of `work`.
pub(super) fn each<T: Sync, R: Send>(
    what: &'static str,
    items: &[T],
    work: impl Fn(&T, &ProgressBar) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let bar = progress::bar(what, items.len());
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<R>> {
        let mut results = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if interrupt::asked() {
                break;
            }
            results.push(work(item, &bar)?);
            bar.inc(1);
        }
        Ok(results)
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let results = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .collect::<Result<Vec<_>>>()
    })?;
    bar.finish_and_clear();
    Ok(results.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once() {
        let items: Vec<u32> = (0..100).collect();
        let mut squares = each("any", &items, |item, _| Ok(item * item)).unwrap();
        squares.sort_unstable();
        assert_eq!(squares.len(), 100);
        assert_eq!(squares[99], 99 * 99);
        let failed = each("any", &items, |item, _| {
            anyhow::ensure!(*item < 50);
            Ok(())
        });
        assert!(failed.is_err());
    }
}
