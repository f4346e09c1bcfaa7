//! The order of entries.

use super::entry::Entry;
use super::settings::Settings;
use super::words::Sort;
use crate::{collation, locale, version};
use std::cmp::Ordering;

/// Sorts entries as `settings` say.
pub(super) fn sort(entries: &mut [Entry], settings: &Settings) {
    if settings.sort == Sort::Nothing {
        return;
    }
    if settings.sort == Sort::Extension || !locale::has_collation() {
        let by_name = |a: &Entry, b: &Entry| locale::collate(&a.name, &b.name);
        entries.sort_by(|a, b| compare(a, b, settings, &by_name));
        return;
    }
    // What strcoll(3) would work out again and again is worked out once a name.
    let mut keys = Vec::new();
    let mut ends = Vec::with_capacity(entries.len());
    for entry in &mut *entries {
        let start = keys.len();
        collation::transform(&entry.name, &mut keys);
        ends.push((start, keys.len()));
    }
    let mut places: Vec<usize> = (0..entries.len()).collect();
    places.sort_by(|&i, &j| {
        let key = |k: usize| &keys[ends[k].0..ends[k].1];
        let by_name = |a: &Entry, b: &Entry| key(i).cmp(key(j)).then_with(|| a.name.cmp(&b.name));
        compare(&entries[i], &entries[j], settings, &by_name)
    });
    rearrange(entries, &mut places);
}

fn compare(
    a: &Entry,
    b: &Entry,
    settings: &Settings,
    by_name: &dyn Fn(&Entry, &Entry) -> Ordering,
) -> Ordering {
    if settings.directories_first {
        let order = b.leads_to_directory().cmp(&a.leads_to_directory());
        if order.is_ne() {
            return order;
        }
    }
    let order = match settings.sort {
        Sort::Nothing => Ordering::Equal,
        Sort::Name => by_name(a, b),
        Sort::Extension => {
            locale::collate(extension(&a.name), extension(&b.name)).then_with(|| by_name(a, b))
        }
        Sort::Width => a.width.cmp(&b.width).then_with(|| by_name(a, b)),
        Sort::Size => size(b).cmp(&size(a)).then_with(|| by_name(a, b)),
        Sort::Time => time(b).cmp(&time(a)).then_with(|| by_name(a, b)),
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

fn extension(name: &[u8]) -> &[u8] {
    memchr::memrchr(b'.', name).map_or(b"", |dot| &name[dot..])
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
