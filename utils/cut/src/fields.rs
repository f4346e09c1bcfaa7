//! Lines by fields.

use crate::{FULL, ROOM, write_out};
use shared::bytes::marks::{append, either};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::memchr::{memchr, memmem::Finder};
use shared::text::characters::Character;
use shared::values::ranges::Range;
use std::io;

/// What stands between fields.
pub(crate) enum Delimiter {
    Byte(u8),
    Text(Box<Finder<'static>>),
    /// As many blanks as there are; those at the start and the end stand beside empty fields,
    /// if they are not to be left out.
    Blanks {
        trim: bool,
    },
}

impl Delimiter {
    fn text(&self) -> &[u8] {
        match self {
            Self::Byte(byte) => std::slice::from_ref(byte),
            Self::Text(text) => text.needle(),
            Self::Blanks { .. } => b"\t",
        }
    }

    /// Where the next one begins and ends, from `at` on.
    #[inline]
    fn find(&self, line: &[u8], at: usize) -> Option<(usize, usize)> {
        match self {
            Self::Byte(byte) => memchr(*byte, &line[at..]).map(|len| (at + len, at + len + 1)),
            Self::Text(text) => {
                let start = at + text.find(&line[at..])?;
                Some((start, start + text.needle().len()))
            }
            Self::Blanks { .. } => {
                let start = skip(line, at, false);
                (start < line.len()).then(|| (start, skip(line, start, true)))
            }
        }
    }
}

pub(crate) struct Fields {
    delimiter: Delimiter,
    out_delimiter: Vec<u8>,
    only_delimited: bool,
    /// Are fields printed with what they stood apart by?
    unchanged: bool,
}

impl Fields {
    pub(crate) fn new(
        delimiter: Delimiter,
        out_delimiter: Option<Vec<u8>>,
        only_delimited: bool,
    ) -> Self {
        let out_delimiter = out_delimiter.unwrap_or_else(|| delimiter.text().to_vec());
        let blanks = matches!(delimiter, Delimiter::Blanks { .. });
        Self {
            unchanged: !blanks && out_delimiter == delimiter.text(),
            delimiter,
            out_delimiter,
            only_delimited,
        }
    }

    /// Cuts whole lines.
    pub(crate) fn cut_block(
        &self,
        block: &[u8],
        ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        if let Delimiter::Byte(delimiter) = self.delimiter {
            return self.cut_bytes(block, delimiter, ranges, end, out);
        }
        let mut rest = block;
        while let Some(len) = memchr(end, rest) {
            self.cut(&rest[..len], ranges, end, out);
            rest = &rest[len + 1..];
            if out.len() >= FULL {
                write_out(out)?;
            }
        }
        Ok(())
    }

    /// The same, where fields are apart by one byte.
    fn cut_bytes(
        &self,
        block: &[u8],
        delimiter: u8,
        ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        out.reserve(block.len() + ROOM);
        // Each mark ends a field, and some the line, too.
        let mut marks = either([delimiter, end], block);
        let mut line = 0;
        while let Some(mut mark) = marks.next() {
            if block[mark] == end {
                if !self.only_delimited {
                    append(out, block, line, mark + 1);
                }
                line = mark + 1;
                continue;
            }
            let (mut field, mut start, mut has_printed) = (1, line, false);
            'line: for range in ranges {
                while field < range.first {
                    if block[mark] == end {
                        break 'line;
                    }
                    (field, start) = (field + 1, mark + 1);
                    mark = marks.next().unwrap_or(mark);
                }
                if std::mem::replace(&mut has_printed, true) {
                    self.push_delimiter(out);
                }
                while field < range.last && block[mark] != end {
                    if !self.unchanged {
                        append(out, block, start, mark);
                        self.push_delimiter(out);
                        start = mark + 1;
                    }
                    field += 1;
                    mark = marks.next().unwrap_or(mark);
                }
                append(out, block, start, mark);
            }
            while block[mark] != end {
                mark = marks.next().unwrap_or(mark);
            }
            out.push(end);
            line = mark + 1;
            if out.len() >= FULL {
                write_out(out)?;
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn push_delimiter(&self, out: &mut Vec<u8>) {
        match self.out_delimiter[..] {
            [byte] => out.push(byte),
            _ => out.extend_from_slice(&self.out_delimiter),
        }
    }

    fn cut(&self, line: &[u8], ranges: &[Range], end: u8, out: &mut Vec<u8>) {
        let inner = match self.delimiter {
            Delimiter::Blanks { trim: true } => trimmed(line),
            _ => line,
        };
        let Some(first) = self.delimiter.find(inner, 0) else {
            if !self.only_delimited {
                out.extend_from_slice(line);
                out.push(end);
            }
            return;
        };
        self.select(inner, first, ranges, out);
        out.push(end);
    }

    /// Selects fields of a line whose first delimiter is known.
    fn select(&self, line: &[u8], first: (usize, usize), ranges: &[Range], out: &mut Vec<u8>) {
        let (mut field, mut start, mut delimiter) = (1, 0, Some(first));
        let mut lead: &[u8] = b"";
        for range in ranges {
            while field < range.first {
                let Some((_, next)) = delimiter else {
                    return;
                };
                (field, start, delimiter) = (field + 1, next, self.delimiter.find(line, next));
            }
            out.extend_from_slice(lead);
            lead = &self.out_delimiter;
            if self.unchanged && range.last == usize::MAX {
                out.extend_from_slice(&line[start..]);
                return;
            }
            while field < range.last
                && let Some((stop, next)) = delimiter
            {
                if self.unchanged {
                    out.extend_from_slice(&line[start..next]);
                } else {
                    out.extend_from_slice(&line[start..stop]);
                    out.extend_from_slice(lead);
                }
                (field, start, delimiter) = (field + 1, next, self.delimiter.find(line, next));
            }
            out.extend_from_slice(&line[start..delimiter.map_or(line.len(), |(stop, _)| stop)]);
        }
    }

    /// Cuts what follows in a line: whole characters.
    pub(crate) fn go_on(
        &self,
        progress: &mut Progress,
        text: &[u8],
        ranges: &[Range],
        out: &mut Vec<u8>,
    ) {
        if let Some(raw) = &mut progress.raw {
            raw.extend_from_slice(text);
        }
        let mut rest = text;
        if let Delimiter::Blanks { trim } = self.delimiter {
            while !rest.is_empty() {
                let blanks = skip(rest, 0, true);
                let len = skip(rest, blanks, false);
                progress.in_blanks |= blanks > 0;
                if len > blanks {
                    // Those at the start may not count.
                    if std::mem::take(&mut progress.in_blanks) && (progress.has_begun || !trim) {
                        self.next_field(progress, ranges, out);
                    }
                    progress.has_begun = true;
                    progress.push(&rest[blanks..len], out);
                }
                rest = &rest[len..];
            }
        } else {
            while let Some((stop, next)) = self.delimiter.find(rest, 0) {
                progress.push(&rest[..stop], out);
                self.next_field(progress, ranges, out);
                rest = &rest[next..];
            }
            progress.push(rest, out);
        }
    }

    fn next_field(&self, progress: &mut Progress, ranges: &[Range], out: &mut Vec<u8>) {
        if !std::mem::replace(&mut progress.delimited, true) {
            progress.raw = None;
            out.append(&mut progress.held);
        }
        progress.has_printed |= progress.selected;
        progress.field += 1;
        if progress.selected && ranges[progress.range].last < progress.field {
            progress.range += 1;
        }
        let range = ranges.get(progress.range);
        progress.selected = range.is_some_and(|range| range.first <= progress.field);
        if progress.selected && progress.has_printed {
            out.extend_from_slice(&self.out_delimiter);
        }
    }

    /// Ends a line that was cut so.
    pub(crate) fn finish(
        &self,
        mut progress: Progress,
        ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) {
        let trim = matches!(self.delimiter, Delimiter::Blanks { trim: true });
        if progress.in_blanks && !trim {
            self.next_field(&mut progress, ranges, out);
        }
        if !progress.delimited {
            if self.only_delimited {
                return;
            }
            // Where there is none, it was printed on the way.
            out.append(&mut progress.raw.take().unwrap_or_default());
        }
        out.push(end);
    }

    /// Are the fields what would else be lines?
    pub(crate) fn are_lines(&self, end: u8) -> bool {
        matches!(self.delimiter, Delimiter::Byte(byte) if byte == end)
    }

    /// Selects lines of a file.
    pub(crate) fn cut_lines(
        &self,
        input: &Input,
        lines: &mut Lines,
        mut ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let (mut number, mut delimited, mut found) = (0_usize, false, false);
        let mut first = Vec::new();
        while let Some(block) = lines.block(input)? {
            delimited = block.ends_with(&[end]);
            let whole = block.strip_suffix(&[end]).unwrap_or(block);
            for line in whole.split(|&byte| byte == end) {
                number += 1;
                if number == 1 {
                    first = line.to_vec();
                }
                if ranges.first().is_some_and(|range| range.first <= number) {
                    if found {
                        out.extend_from_slice(&self.out_delimiter);
                    }
                    out.extend_from_slice(line);
                    found = true;
                }
                if ranges.first().is_some_and(|range| range.last == number) {
                    ranges = &ranges[1..];
                }
            }
            if number > 1 {
                write_out(out)?;
            }
        }
        if number == 1 && !delimited {
            out.clear();
            found = !self.only_delimited;
            out.extend_from_slice(if found { &first } else { b"" });
        }
        if found || number > 1 || (number == 1 && !self.only_delimited) {
            out.push(end);
        }
        Ok(())
    }
}

/// How far a line has been cut.
pub(crate) struct Progress {
    /// The field that it is in, and the range that holds it or comes next.
    field: usize,
    range: usize,
    selected: bool,
    /// Was a field before it printed?
    has_printed: bool,
    /// Was there a delimiter?
    delimited: bool,
    /// Until then, the line, if it is to be printed without one; and what is printed with one,
    /// if that is not the same.
    raw: Option<Vec<u8>>,
    held: Vec<u8>,
    holds: bool,
    /// Among blanks: was there anything else, and does it stand behind some?
    has_begun: bool,
    in_blanks: bool,
}

impl Progress {
    pub(crate) fn new(fields: &Fields, ranges: &[Range]) -> Self {
        let selected = ranges.first().is_some_and(|range| range.first == 1);
        let blanks = matches!(fields.delimiter, Delimiter::Blanks { .. });
        let same = selected && !blanks && !fields.only_delimited;
        Self {
            field: 1,
            range: 0,
            selected,
            has_printed: false,
            delimited: false,
            raw: (!same && !fields.only_delimited).then(Vec::new),
            held: Vec::new(),
            holds: !same,
            has_begun: false,
            in_blanks: false,
        }
    }

    /// Prints a piece of the field, if that is selected.
    fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if self.selected {
            let to = if self.holds && !self.delimited {
                &mut self.held
            } else {
                out
            };
            to.extend_from_slice(text);
        }
    }
}

/// Goes on from `at` while characters are blanks, or are not.
fn skip(line: &[u8], mut at: usize, blanks: bool) -> usize {
    while at < line.len() {
        let (blank, len) = blank_at(line, at);
        if blank != blanks {
            break;
        }
        at += len;
    }
    at
}

/// Is the character there a blank, and how many bytes are it?
fn blank_at(line: &[u8], at: usize) -> (bool, usize) {
    match line[at] {
        byte @ 0..0x80 => (matches!(byte, b' ' | b'\t'), 1),
        _ => {
            let character = Character::first_of(&line[at..]);
            (character.is_blank(), character.len)
        }
    }
}

/// The line without the blanks around it.
fn trimmed(line: &[u8]) -> &[u8] {
    let start = skip(line, 0, true);
    let (mut at, mut end) = (start, start);
    while at < line.len() {
        at = skip(line, at, false);
        end = at;
        at = skip(line, at, true);
    }
    &line[start..end]
}
