//! Selecting fields of lines.

use crate::delimiter::{Delimiter, trimmed};
use crate::{FULL, ROOM, write_out};
use shared::bytes::marks::{append, either};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::memchr::memchr;
use shared::values::ranges::Range;
use std::io;

pub(crate) struct Fields {
    pub(crate) delimiter: Delimiter,
    pub(crate) out_delimiter: Vec<u8>,
    pub(crate) only_delimited: bool,
    pub(crate) ranges: Vec<Range>,
    /// The byte that ends lines.
    pub(crate) end: u8,
    /// Whether adjacent fields can be copied together with the delimiter between them.
    unchanged: bool,
}

impl Fields {
    pub(crate) fn new(
        delimiter: Delimiter,
        out_delimiter: Option<Vec<u8>>,
        ranges: Vec<Range>,
        end: u8,
    ) -> Self {
        let out_delimiter = out_delimiter.unwrap_or_else(|| delimiter.text().to_vec());
        let blanks = matches!(delimiter, Delimiter::Blanks { .. });
        Self {
            unchanged: !blanks && out_delimiter == delimiter.text(),
            delimiter,
            out_delimiter,
            only_delimited: false,
            ranges,
            end,
        }
    }

    /// Cuts whole lines.
    pub(crate) fn cut_block(&self, block: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        if let Delimiter::Byte(delimiter) = self.delimiter {
            return self.cut_bytes(block, delimiter, out);
        }
        let mut rest = block;
        while let Some(len) = memchr(self.end, rest) {
            self.cut(&rest[..len], out);
            rest = &rest[len + 1..];
            if out.len() >= FULL {
                write_out(out)?;
            }
        }
        Ok(())
    }

    /// Cuts whole lines whose fields are delimited by a single byte.
    ///
    /// One vectorised search finds delimiters and line ends alike, which saves starting a search
    /// for each short field. [`cut`](Self::cut) is the plain version; the unit test compares
    /// both.
    fn cut_bytes(&self, block: &[u8], delimiter: u8, out: &mut Vec<u8>) -> io::Result<()> {
        out.reserve(block.len() + ROOM);
        let (end, ranges, unchanged) = (self.end, &self.ranges[..], self.unchanged);
        // Each mark ends a field, and some end the line too.
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
                    if !unchanged {
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

    /// Cuts one line, given without its end.
    fn cut(&self, line: &[u8], out: &mut Vec<u8>) {
        let inner = match self.delimiter {
            Delimiter::Blanks { trim: true } => trimmed(line),
            _ => line,
        };
        let Some(first) = self.delimiter.find(inner, 0) else {
            if !self.only_delimited {
                out.extend_from_slice(line);
                out.push(self.end);
            }
            return;
        };
        self.select(inner, first, out);
        out.push(self.end);
    }

    /// Selects fields of a line whose first delimiter is known.
    fn select(&self, line: &[u8], first: (usize, usize), out: &mut Vec<u8>) {
        let (mut field, mut start, mut delimiter) = (1, 0, Some(first));
        let mut lead: &[u8] = b"";
        for range in &self.ranges {
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

    /// Returns whether the delimiter is the byte that ends lines. The whole file is then one
    /// record, and its lines are the fields.
    pub(crate) fn are_lines(&self) -> bool {
        matches!(self.delimiter, Delimiter::Byte(byte) if byte == self.end)
    }

    /// Selects lines of a file whose lines are the fields.
    pub(crate) fn cut_lines(
        &self,
        input: &Input,
        lines: &mut Lines,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let (end, mut ranges) = (self.end, &self.ranges[..]);
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
            // The only record has no delimiter: it is printed whole or not at all.
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::values::ranges::{FIELDS, parse};

    #[test]
    fn blocks_are_cut_like_single_lines() {
        // Fields and lines of all small lengths, some of them empty or without delimiter.
        let text: Vec<u8> = (0..8_000_u32)
            .map(|i| b"ab::c\n:d"[(i.wrapping_mul(i) % 8191 % 8) as usize])
            .chain([b'\n'])
            .collect();
        for list in ["1", "2", "3-", "-2", "1,3,5", "2-3,5-", "100"] {
            for out_delimiter in [None, Some(b"".to_vec()), Some(b", ".to_vec())] {
                for only_delimited in [false, true] {
                    let ranges = parse(list.as_ref(), &FIELDS).unwrap();
                    let colon = Delimiter::Byte(b':');
                    let mut fields = Fields::new(colon, out_delimiter.clone(), ranges, b'\n');
                    fields.only_delimited = only_delimited;
                    let (mut block, mut lines) = (Vec::new(), Vec::new());
                    fields.cut_bytes(&text, b':', &mut block).unwrap();
                    for line in text[..text.len() - 1].split(|&byte| byte == b'\n') {
                        fields.cut(line, &mut lines);
                    }
                    assert_eq!(block, lines, "-f {list} -O {out_delimiter:?}");
                }
            }
        }
    }
}
