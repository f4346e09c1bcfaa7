//! The order of entries.

use super::entry::Entry;
use super::settings::Settings;
use super::words::Sort;
use crate::sys::locale::collate_strings;
use crate::{locale, version};
use std::cmp::Ordering;
use std::ffi::CString;

/// Names that are sorted by two threads.
const MANY: usize = 4096;

/// Sorts entries as `settings` say.
pub(super) fn sort(entries: &mut [Entry], settings: &Settings) {
    if settings.sort == Sort::Nothing {
        return;
    }
    if !locale::has_collation() {
        entries.sort_by(|a, b| {
            let names = |i: usize, j: usize| a.name[i..].cmp(&b.name[j..]);
            compare(a, b, settings, &names)
        });
        return;
    }
    // Not by keys of strxfrm(3): glibc's orders some names differently.
    let strings: Vec<CString> = entries
        .iter()
        .map(|entry| CString::new(&*entry.name).unwrap_or_default())
        .collect();
    let mut places: Vec<usize> = (0..entries.len()).collect();
    let by_places = |&a: &usize, &b: &usize| {
        let names = |i: usize, j: usize| {
            collate_strings(&strings[a].as_c_str()[i..], &strings[b].as_c_str()[j..])
        };
        compare(&entries[a], &entries[b], settings, &names)
    };
    if places.len() >= MANY {
        // strcoll(3) is slow enough for a second thread to pay.
        let (front, back) = places.split_at_mut(entries.len() / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| front.sort_by(by_places));
            back.sort_by(by_places);
        });
    }
    // Of two sorted halves this is a merge.
    places.sort_by(by_places);
    rearrange(entries, &mut places);
}

/// Compares two entries; `names` compares their names from some byte on.
fn compare(
    a: &Entry,
    b: &Entry,
    settings: &Settings,
    names: &dyn Fn(usize, usize) -> Ordering,
) -> Ordering {
    if settings.directories_first {
        let order = b.leads_to_directory().cmp(&a.leads_to_directory());
        if order.is_ne() {
            return order;
        }
    }
    let by_name = || names(0, 0);
    let order = match settings.sort {
        Sort::Nothing => Ordering::Equal,
        Sort::Name => by_name(),
        Sort::Extension => names(extension(&a.name), extension(&b.name)).then_with(by_name),
        Sort::Width => a.width.cmp(&b.width).then_with(by_name),
        Sort::Size => size(b).cmp(&size(a)).then_with(by_name),
        Sort::Time => time(b).cmp(&time(a)).then_with(by_name),
        Sort::Version => version::compare(&a.name, &b.name).then_with(|| a.name.cmp(&b.name)),
    };
    if settings.reverse {
        order.reverse()
    } else {
        order
    }
}

fn size(entry: &Entry) -> u64 {
    entry.details.as_ref().map_or(0, |d| d.size)
}

fn time(entry: &Entry) -> (i64, u32) {
    let time = entry.details.as_ref().map(|d| d.time);
    // What is not known is as old as can be, or, of a time of birth, as the epoch.
    time.map_or((0, 0), |time| time.unwrap_or((-1, 0)))
}

/// Where the extension starts.
fn extension(name: &[u8]) -> usize {
    memchr::memrchr(b'.', name).unwrap_or(name.len())
}

/// Brings entries into the order that `places` lists them in.
fn rearrange(entries: &mut [Entry], places: &mut [usize]) {
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let next = places[at];
            entries.swap(at, next);
            places[at] = at;
            at = next;
        }
        places[at] = at;
    }
}
