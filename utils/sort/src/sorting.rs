//! Sorting in memory: by codes of seven bytes at a time, on several threads.
//!
//! Lines are first sorted by a number that stands for the start of their first key, without a
//! look at the text. Only where numbers are equal are those of the next seven bytes made, or
//! of the next key. A group of a few lines is compared as it is.

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
    /// Its bytes, without what ends it.
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.start + self.len]
    }
}

/// Lines that are worth a thread of their own.
const WORTH_A_THREAD: usize = 8192;

/// Lines that are compared rather than given new codes.
const FEW: usize = 6;

/// Sorts `lines`, which are in the order of their places in `text`.
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
            // Equal in all that counts.
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

    /// Merges sorted halves: few comparisons, and nothing goes wrong where the C library's
    /// collation contradicts itself.
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
            thread::scope(|scope| {
                scope.spawn(|| self.set_codes(left, step, threads / 2));
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
        // What is sorted already, or the other way round, is not to be torn apart.
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
            thread::scope(|scope| {
                scope.spawn(|| self.sort_by_codes(less, step, threads / 2));
                self.sort_by_codes(greater, step, threads - threads / 2);
            });
            self.refine(equal, step, threads);
            return;
        }
        lines.sort_unstable_by_key(|line| line.code);
        self.refine_all(lines, step, threads);
    }

    /// Sorts lines of each code, which are in the order of these.
    fn refine_all(self, lines: &mut [Line], step: Step, threads: usize) {
        if threads > 1 && lines.len() >= WORTH_A_THREAD {
            let middle = lines[lines.len() / 2].code;
            let (left, right) =
                lines.split_at_mut(lines.partition_point(|line| line.code < middle));
            thread::scope(|scope| {
                scope.spawn(|| self.refine_all(left, step, threads / 2));
                self.refine_all(right, step, threads - threads / 2);
            });
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

/// A code that about half of the lines come before.
fn middle_code(lines: &[Line]) -> u64 {
    let mut sample: Vec<u64> = lines
        .iter()
        .step_by((lines.len() / 255).max(1))
        .map(|line| line.code)
        .collect();
    sample.sort_unstable();
    sample[sample.len() / 2]
}

/// Puts lines of smaller codes to the front and those of larger ones to the end; returns how
/// many are smaller and how many are equal.
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
