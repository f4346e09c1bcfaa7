//! The fields of a line of output. `after` starts with the word, `before` precedes it. What does
//! not fit there wraps around: the end of the sentence to `tail` at the far left, its start to
//! `head` at the far right.

use crate::occurrences::{Index, Occurrence};
use crate::output::Layout;
use crate::scan::Words;
use shared::prelude::*;
use shared::text::locale::is_posix_space;
use std::ops::Range;

/// Ranges in the file's text, and whether words were left out there.
#[derive(Default)]
pub(crate) struct Fields {
    pub(crate) tail: Range<usize>,
    pub(crate) tail_cut: bool,
    pub(crate) before: Range<usize>,
    pub(crate) before_cut: bool,
    pub(crate) after: Range<usize>,
    pub(crate) after_cut: bool,
    pub(crate) head: Range<usize>,
    pub(crate) head_cut: bool,
}

impl Fields {
    /// Divides the context of `found` into fields.
    pub(crate) fn new(index: &mut Index, found: &Occurrence, layout: &Layout) -> Result<Self> {
        let (left, right) = index.contexts[found.context as usize];
        let mut text = Text {
            bytes: &index.files[found.file as usize].text,
            words: &mut index.words,
        };
        let (key, key_end) = (found.start, found.start + found.len as usize);
        let flags = !layout.truncation.is_empty();
        let mut fields = Self::default();

        // The word, and as many more after it as fit.
        let end = text.words_within(key_end, right, key.saturating_add(layout.after + 1))?;
        fields.after_cut = flags && end < right;
        fields.after = key..text.back(end, key);

        // A context may be long, so the search starts near the word: one longest word before
        // what could be shown, so that it hits the start of a word.
        let far = layout.half + index.longest_word;
        let first = match key.saturating_sub(left) > far {
            true => text.step(key - far, key)?,
            false => left,
        };
        let end = text.back(key, first);
        let before = usize::try_from(layout.before).unwrap_or(0);
        let mut start = text.skip_until_fits(first, end, before)?;
        if layout.before < 0 && text.words.empty_step()? > 0 {
            // There is no room at all, not even for nothing.
            start = end + layout.before.unsigned_abs().min(1 << 60);
        }
        fields.before_cut = flags && text.back(start, 0) > left;
        let start = text.forward(start, text.bytes.len());
        // If the field is empty, `forward` may have moved its start beyond its end.
        fields.before = start..end;

        // The text after `after` continues at the far left, if there is room besides a gap.
        let room = layout.before - columns(&fields.before) - layout.gap as isize;
        if room > 0 {
            let start = text.forward(fields.after.end, text.bytes.len());
            let end = text.words_within(start, right, start.saturating_add(room as usize))?;
            if end > start {
                fields.after_cut = false;
                fields.tail_cut = flags && end < right;
            }
            fields.tail = start..text.back(end, start);
        }

        // The text before `before` precedes at the far right.
        let room = layout.after as isize - fields.after.len() as isize - layout.gap as isize;
        if room > 0 {
            let end = text.back(fields.before.start, 0);
            let start = text.skip_until_fits(first, end, room as usize)?;
            if end > start {
                fields.before_cut = false;
                fields.head_cut = flags && start > left;
            }
            let start = text.forward(start, end);
            fields.head = start..end.max(start);
        }
        Ok(fields)
    }
}

/// Returns the width of a field. Like GNU's ptx, it counts bytes.
pub(crate) fn columns(field: &Range<usize>) -> isize {
    field.end as isize - field.start as isize
}

struct Text<'a> {
    bytes: &'a [u8],
    words: &'a mut Words,
}

impl Text<'_> {
    /// Returns the end of the word at `place`, or of the one byte that is not in a word.
    fn step(&mut self, place: usize, limit: usize) -> Result<usize> {
        if place >= limit {
            return Ok(place);
        }
        Ok(place + self.words.step(&self.bytes[place..limit])?)
    }

    /// Returns the last end of a word after `start` that is before `most`.
    fn words_within(&mut self, start: usize, limit: usize, most: usize) -> Result<usize> {
        let (mut cursor, mut end) = (start, start);
        while cursor < limit && cursor < most {
            end = cursor;
            cursor = self.step(cursor, limit)?;
        }
        if cursor < most {
            end = cursor;
        }
        Ok(end)
    }

    /// Skips words from `start` on until the rest up to `end` has at most `most` bytes.
    fn skip_until_fits(&mut self, mut start: usize, end: usize, most: usize) -> Result<usize> {
        while start.saturating_add(most) < end {
            start = self.step(start, end)?;
        }
        Ok(start)
    }

    /// Returns the start of the white space that ends at `place`.
    fn back(&self, place: usize, limit: usize) -> usize {
        let text = self.bytes.get(limit..place).unwrap_or_default();
        place
            - text
                .iter()
                .rev()
                .take_while(|b| is_posix_space(**b))
                .count()
    }

    /// Returns the end of the white space that starts at `place`.
    fn forward(&self, place: usize, limit: usize) -> usize {
        let text = self.bytes.get(place..limit).unwrap_or_default();
        place + text.iter().take_while(|b| is_posix_space(**b)).count()
    }
}
