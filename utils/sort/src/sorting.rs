//! Sorting in memory, on several threads.
//!
//! Lines are sorted by codes ([`Rules::code`]): numbers that contain the first seven bytes of
//! the key, so that most comparisons don't read the text, which is slow because it is not in the
//! cache. Groups of lines with equal codes are sorted by the code of the next seven bytes, or of
//! the next key. Small groups, and deep ones, are merge-sorted by comparison of their text.

use crate::order::Scratch;
use crate::rules::{Rules, Step, is_whole};
use std::cmp::Ordering;
use std::thread;

/// A line of a [`crate::batch::Batch`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) code: u64,
    pub(crate) start: usize,
    pub(crate) len: usize,
}

impl Line {
    /// The bytes of the line, without its end.
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.start + self.len]
    }
}

/// How many lines are worth a thread of their own.
const WORTH_A_THREAD: usize = 8192;

/// A group of up to this many lines is sorted by comparison instead of by further codes.
const FEW: usize = 6;

/// Sorts `lines`, which are in the order of `text`.
pub(crate) fn sort(lines: &mut [Line], text: &[u8], rules: &Rules, threads: usize) {
    Sorting { text, rules }.sort(lines, Step::default(), threads);
}

#[derive(Clone, Copy)]
struct Sorting<'a> {
    text: &'a [u8],
    rules: &'a Rules,
}

impl Sorting<'_> {
    /// Sorts lines that are equal before `step`.
    fn sort(self, lines: &mut [Line], step: Step, threads: usize) {
        if !self.rules.has(step) {
            // All keys are equal.
            if self.rules.stable {
                lines.sort_unstable_by_key(|line| line.start);
            }
        } else if lines.len() <= FEW || self.rules.is_deep(step) {
            self.sort_by_comparing(lines, step.key);
        } else {
            self.set_codes(lines, step, threads);
            self.sort_by_codes(lines, step, threads);
        }
    }

    /// Merge sort: it needs few comparisons, and tolerates a strcoll(3) that is not a total
    /// order, where `sort_by` of std may panic.
    fn sort_by_comparing(self, lines: &mut [Line], key: usize) {
        lines.sort_unstable_by_key(|line| line.start);
        let mut room = lines[..lines.len() / 2].to_vec();
        self.sort_halves(lines, &mut room, key, &mut Default::default());
    }

    fn sort_halves(
        self,
        lines: &mut [Line],
        room: &mut [Line],
        key: usize,
        scratch: &mut [Scratch; 2],
    ) {
        if lines.len() < 2 {
            return;
        }
        let middle = lines.len() / 2;
        let (left, right) = lines.split_at_mut(middle);
        self.sort_halves(left, room, key, scratch);
        self.sort_halves(right, room, key, scratch);
        let mut is_after = |a: Line, b: Line| {
            let (a, b) = (a.of(self.text), b.of(self.text));
            self.rules.compare_from(key, a, b, scratch) == Ordering::Greater
        };
        if !is_after(left[middle - 1], right[0]) {
            return;
        }
        let room = &mut room[..middle];
        room.copy_from_slice(left);
        let (mut from_left, mut from_right, mut to) = (0, middle, 0);
        while from_left < middle {
            let takes_right =
                from_right < lines.len() && is_after(room[from_left], lines[from_right]);
            if takes_right {
                lines[to] = lines[from_right];
                from_right += 1;
            } else {
                lines[to] = room[from_left];
                from_left += 1;
            }
            to += 1;
        }
    }

    fn set_codes(self, lines: &mut [Line], step: Step, threads: usize) {
        if threads > 1 && lines.len() >= WORTH_A_THREAD {
            let (left, right) = lines.split_at_mut(lines.len() / 2);
            both(&mut || self.set_codes(left, step, threads / 2), &mut || {
                self.set_codes(right, step, threads - threads / 2);
            });
            return;
        }
        let mut scratch = Scratch::default();
        for line in lines {
            line.code = self.rules.code(step, line.of(self.text), &mut scratch);
        }
    }

    fn sort_by_codes(self, lines: &mut [Line], step: Step, threads: usize) {
        // Sorted and reversed input needs no partitioning.
        let ordered = lines.is_sorted_by_key(|line| line.code);
        if ordered || lines.is_sorted_by_key(|line| !line.code) {
            if !ordered {
                lines.reverse();
            }
            return self.refine_all(lines, step, threads);
        }
        if threads > 1 && lines.len() >= WORTH_A_THREAD {
            let pivot = middle_code(lines);
            let (less, equal) = partition(lines, pivot);
            let (less, rest) = lines.split_at_mut(less);
            let (equal, greater) = rest.split_at_mut(equal);
            both(
                &mut || self.sort_by_codes(less, step, threads / 2),
                &mut || {
                    self.sort_by_codes(greater, step, threads - threads / 2);
                },
            );
            self.refine(equal, step, threads);
            return;
        }
        lines.sort_unstable_by_key(|line| line.code);
        self.refine_all(lines, step, threads);
    }

    /// Sorts each group of equal codes in lines that are sorted by codes.
    fn refine_all(self, lines: &mut [Line], step: Step, threads: usize) {
        if threads > 1 && lines.len() >= WORTH_A_THREAD {
            let middle = lines[lines.len() / 2].code;
            let (left, right) =
                lines.split_at_mut(lines.partition_point(|line| line.code < middle));
            both(
                &mut || self.refine_all(left, step, threads / 2),
                &mut || {
                    self.refine_all(right, step, threads - threads / 2);
                },
            );
            return;
        }
        for group in lines.chunk_by_mut(|a, b| a.code == b.code) {
            self.refine(group, step, threads);
        }
    }

    /// Sorts lines of one code.
    fn refine(self, group: &mut [Line], step: Step, threads: usize) {
        let Some(first) = group.first().filter(|_| group.len() > 1) else {
            return;
        };
        let next = if is_whole(first.code) {
            Step {
                key: step.key + 1,
                depth: 0,
            }
        } else {
            Step {
                depth: step.depth + 1,
                ..step
            }
        };
        self.sort(group, next, threads);
    }
}

/// Returns an estimate of the median code.
fn middle_code(lines: &[Line]) -> u64 {
    let mut sample: Vec<u64> = lines
        .iter()
        .step_by((lines.len() / 255).max(1))
        .map(|line| line.code)
        .collect();
    sample.sort_unstable();
    sample[sample.len() / 2]
}

/// Moves lines with smaller codes than `pivot` to the front and those with larger ones to the
/// end. Returns how many are smaller and how many are equal.
fn partition(lines: &mut [Line], pivot: u64) -> (usize, usize) {
    let (mut less, mut at, mut greater) = (0, 0, lines.len());
    while at < greater {
        match lines[at].code.cmp(&pivot) {
            Ordering::Less => {
                lines.swap(less, at);
                less += 1;
                at += 1;
            }
            Ordering::Equal => at += 1,
            Ordering::Greater => {
                greater -= 1;
                lines.swap(at, greater);
            }
        }
    }
    (less, greater - less)
}

/// Runs two functions, the first one in another thread if the system allows one more.
fn both(first: &mut (dyn FnMut() + Send), second: &mut dyn FnMut()) {
    let started = thread::scope(|scope| {
        let thread = thread::Builder::new().spawn_scoped(scope, &mut *first);
        second();
        thread.is_ok()
    });
    if !started {
        first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;
    use crate::order::{Context, How, Order};
    use shared::prelude::OsStr;
    use testing::Chance;

    /// Rules for keys such as `2,2n`, followed by the whole line if `last_resort`.
    fn rules(keys: &[&'static str], last_resort: bool) -> Rules {
        let keys: Vec<Key> = keys
            .iter()
            .map(|key| Key::parse(OsStr::new(*key)).unwrap())
            .collect();
        let orders: Vec<Order> = keys.iter().map(|key| key.how.order).collect();
        let context = Context::new(None, &orders, [0; 16]);
        Rules::new(keys, last_resort.then(How::default), context)
    }

    /// Lines that often share a start longer than a code, a key, or everything.
    fn text(chance: &mut Chance, lines: usize) -> String {
        let mut text = String::new();
        for _ in 0..lines {
            let start = chance.pick(&["", "a", "the same start of a line ", "\u{e9}"]);
            let number = chance.below(50);
            text.push_str(&format!("{start}{number} {}\n", chance.below(lines)));
        }
        text
    }

    /// Sorting by codes, on any number of threads, gives the order of a stable sort by
    /// comparison alone.
    #[test]
    fn codes_sort_like_comparisons() {
        let mut chance = Chance::seeded(5);
        for (lines, threads) in [(5, 1), (500, 1), (9_000, 4)] {
            let text = text(&mut chance, lines);
            let text = text.as_bytes();
            let mut at = 0;
            let input: Vec<Line> = text
                .split_inclusive(|&b| b == b'\n')
                .map(|line| {
                    let start = at;
                    at += line.len();
                    let len = line.len() - 1;
                    Line {
                        code: 0,
                        start,
                        len,
                    }
                })
                .collect();
            for keys in [&[][..], &["1r"], &["2,2n"], &["1,1V", "2n"]] {
                for last_resort in [false, true] {
                    let rules = rules(keys, last_resort);
                    let mut expected = input.clone();
                    expected.sort_by(|a, b| {
                        let (a, b) = (a.of(text), b.of(text));
                        rules.compare(a, b, &mut Default::default())
                    });
                    let mut sorted = input.clone();
                    sort(&mut sorted, text, &rules, threads);
                    let same = (sorted.iter().zip(&expected)).all(|(a, b)| {
                        a.start == b.start || !rules.stable && a.of(text) == b.of(text)
                    });
                    assert!(
                        same,
                        "{lines} lines, {threads} threads, {keys:?}, {last_resort}"
                    );
                }
            }
        }
    }
}
