//! Sorting entries.

use super::entry::Entry;
use super::settings::Settings;
use super::words::Sort;
use crate::sys::c_string;
use crate::sys::collation::compare_strings;
use crate::text::{collation, locale, version};
use std::cmp::Ordering;
use std::ffi::CStr;

/// The numeric part of the sort key: directories first; then time, size or width; then the first
/// bytes of the text that is compared next.
type Rank = (bool, i64, i64, i64);

/// Compares the entries at two places by rank, and by the function in the last parameter if the
/// ranks are equal.
type Ranked<'a> = dyn Fn(usize, usize, &dyn Fn() -> Ordering) -> Ordering + 'a;

/// Sorts entries as `settings` require.
///
/// # Errors
/// `EINVAL` if a name contains a NUL, which strcoll(3) cannot compare.
pub(super) fn sort(entries: &mut [Entry], settings: &Settings) -> rustix::io::Result<()> {
    if settings.sort == Sort::Nothing {
        return Ok(());
    }
    let collated = settings.sort != Sort::Version && locale::has_collation();
    let reversed = |order: Ordering| {
        if settings.reverse {
            order.reverse()
        } else {
            order
        }
    };
    let mut ranks: Vec<(Rank, usize)> = (entries.iter().enumerate())
        .map(|(place, entry)| (rank(entry, settings, collated), place))
        .collect();
    if collated {
        let ranked = |a: usize, b: usize, by_name: &dyn Fn() -> Ordering| {
            (ranks[a].0.cmp(&ranks[b].0)).then_with(|| reversed(by_name()))
        };
        let mut places: Vec<usize> = (0..entries.len()).collect();
        let by_extension = settings.sort == Sort::Extension;
        sort_collated(&mut places, entries, by_extension, &ranked)?;
        rearrange(entries, &mut places);
        return Ok(());
    }
    ranks.sort_by(|(rank_a, a), (rank_b, b)| {
        rank_a.cmp(rank_b).then_with(|| {
            let (a, b) = (&entries[*a], &entries[*b]);
            reversed(match settings.sort {
                Sort::Version => by_version(a, b),
                Sort::Extension if rank_a.3 == LONG => by_extension(a, b),
                _ => a.name.cmp(&b.name),
            })
        })
    });
    let mut places: Vec<usize> = ranks.iter().map(|&(_, place)| place).collect();
    rearrange(entries, &mut places);
    Ok(())
}

fn rank(entry: &Entry, settings: &Settings, collated: bool) -> Rank {
    let details = entry.details.as_ref();
    let mut start = beginning(&entry.name);
    let (mut first, mut second) = match settings.sort {
        Sort::Width => (entry.width as i64, 0),
        Sort::Size => (
            !details.map_or(0, |d| i64::try_from(d.size).unwrap_or(i64::MAX)),
            0,
        ),
        // An unknown birth time is the oldest.
        Sort::Time => {
            let (seconds, nanoseconds) = details.map_or((0, 0), |d| d.time.unwrap_or((-1, 0)));
            (!seconds, !i64::from(nanoseconds))
        }
        Sort::Extension if !collated => {
            let extension = extension(&entry.name);
            if extension.len() >= size_of::<i64>() {
                start = LONG;
            }
            (beginning(extension), 0)
        }
        _ => (0, 0),
    };
    if settings.reverse {
        (first, second, start) = (!first, !second, if start == LONG { LONG } else { !start });
    }
    if collated || settings.sort == Sort::Version {
        start = 0;
    }
    let last = settings.directories_first && !entry.leads_to_directory();
    (last, first, second, start)
}

/// Replaces the start of the name if a longer extension must be compared before it.
const LONG: i64 = i64::MIN;

/// Returns the first bytes of a text as a number that sorts like them.
fn beginning(text: &[u8]) -> i64 {
    let mut bytes = [0; size_of::<i64>()];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text[..length]);
    i64::from_be_bytes(bytes) ^ i64::MIN
}

fn by_version(a: &Entry, b: &Entry) -> Ordering {
    version::compare(&a.name, &b.name).then_with(|| a.name.cmp(&b.name))
}

fn by_extension(a: &Entry, b: &Entry) -> Ordering {
    (extension(&a.name).cmp(extension(&b.name))).then_with(|| a.name.cmp(&b.name))
}

fn extension(name: &[u8]) -> &[u8] {
    memchr::memrchr(b'.', name).map_or(b"", |dot| &name[dot..])
}

/// Sorts by strcoll(3), in two passes. The first compares keys of strxfrm(3), which is fast but
/// orders some names differently. The second then needs few calls of strcoll(3), because the names
/// are almost sorted.
fn sort_collated(
    places: &mut [usize],
    entries: &[Entry],
    by_extension: bool,
    ranked: &Ranked<'_>,
) -> rustix::io::Result<()> {
    let mut keys = Vec::new();
    let mut ends = vec![0];
    let mut texts = Vec::with_capacity(entries.len());
    for entry in entries {
        if by_extension {
            collation::transform(extension(&entry.name), &mut keys);
            // Lower than any byte of a key, so that the shorter extension comes first.
            keys.push(0);
        }
        collation::transform(&entry.name, &mut keys);
        ends.push(keys.len());
        texts.push(c_string(&entry.name)?);
    }
    let key = |place: usize| &keys[ends[place]..ends[place + 1]];
    places.sort_by(|&a, &b| ranked(a, b, &|| key(a).cmp(key(b))));
    let extension_of = |place: usize| {
        let text: &CStr = &texts[place];
        let length = extension(&entries[place].name).len();
        &text[text.count_bytes() - length..]
    };
    merge_sort(places, &mut Vec::new(), &|a, b| {
        let by_name = || compare_strings(&texts[a], &texts[b]);
        let order = if by_extension {
            ranked(a, b, &|| {
                compare_strings(extension_of(a), extension_of(b)).then_with(by_name)
            })
        } else {
            ranked(a, b, &by_name)
        };
        order.then(a.cmp(&b))
    });
    Ok(())
}

/// A merge sort for strcoll(3), which need not be a total order: the standard library's sorts panic
/// if they notice that. Two parts that are in order already cost one comparison.
fn merge_sort(
    places: &mut [usize],
    spare: &mut Vec<usize>,
    compare: &dyn Fn(usize, usize) -> Ordering,
) {
    if places.len() < 2 {
        return;
    }
    let middle = places.len() / 2;
    merge_sort(&mut places[..middle], spare, compare);
    merge_sort(&mut places[middle..], spare, compare);
    if compare(places[middle - 1], places[middle]).is_le() {
        return;
    }
    spare.clear();
    spare.extend_from_slice(&places[..middle]);
    let (mut left, mut right) = (0, middle);
    for at in 0..places.len() {
        if left == spare.len() {
            break;
        }
        if right < places.len() && compare(places[right], spare[left]).is_lt() {
            places[at] = places[right];
            right += 1;
        } else {
            places[at] = spare[left];
            left += 1;
        }
    }
}

/// Moves entries into the order that `places` lists.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merge_sort_accepts_inconsistent_comparisons() {
        let mut places: Vec<usize> = (0..1000).map(|i| i * 7919 % 1000).collect();
        merge_sort(&mut places, &mut Vec::new(), &|a, b| a.cmp(&b));
        assert!(places.is_sorted());
        // A circular order.
        merge_sort(&mut places, &mut Vec::new(), &|a, b| {
            (a % 3 + 1).cmp(&(b % 3))
        });
        places.sort_unstable();
        assert!(places.into_iter().eq(0..1000));
    }
}
