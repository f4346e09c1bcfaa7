//! Selecting fields of a line that comes piece by piece.

use crate::delimiter::{Delimiter, skip_blanks, skip_text};
use crate::fields::Fields;

/// The state of a line that is cut piece by piece.
pub(crate) struct Progress {
    /// The number of the current field.
    field: usize,
    /// The range that contains the field, or else the next one.
    range: usize,
    selected: bool,
    /// Whether an earlier field was selected.
    has_printed: bool,
    /// Whether the line has a delimiter so far.
    delimited: bool,
    /// The line up to here, while it has no delimiter. A line without delimiters is printed
    /// whole. Absent where that is exactly what is printed on the way, or nothing at all.
    raw: Option<Vec<u8>>,
    /// The selected part up to here, while there is no delimiter, if `holds` is set.
    held: Vec<u8>,
    holds: bool,
    /// With blanks as delimiters: whether the line has anything but blanks so far.
    has_begun: bool,
    /// With blanks as delimiters: whether the text so far ends in a blank.
    in_blanks: bool,
}

impl Progress {
    pub(crate) fn new(fields: &Fields) -> Self {
        let selected = fields.ranges.first().is_some_and(|range| range.first == 1);
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

    /// Prints a part of the current field, if that is selected.
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

impl Fields {
    /// Cuts the next piece of a line, which consists of whole characters.
    pub(crate) fn continue_line(&self, progress: &mut Progress, text: &[u8], out: &mut Vec<u8>) {
        if let Some(raw) = &mut progress.raw {
            raw.extend_from_slice(text);
        }
        let mut rest = text;
        if let Delimiter::Blanks { trim } = self.delimiter {
            while !rest.is_empty() {
                let blanks = skip_blanks(rest, 0);
                let len = skip_text(rest, blanks);
                progress.in_blanks |= blanks > 0;
                if len > blanks {
                    // Leading blanks delimit nothing if they are trimmed.
                    if std::mem::take(&mut progress.in_blanks) && (progress.has_begun || !trim) {
                        self.next_field(progress, out);
                    }
                    progress.has_begun = true;
                    progress.push(&rest[blanks..len], out);
                }
                rest = &rest[len..];
            }
        } else {
            while let Some((stop, next)) = self.delimiter.find(rest, 0) {
                progress.push(&rest[..stop], out);
                self.next_field(progress, out);
                rest = &rest[next..];
            }
            progress.push(rest, out);
        }
    }

    fn next_field(&self, progress: &mut Progress, out: &mut Vec<u8>) {
        if !std::mem::replace(&mut progress.delimited, true) {
            progress.raw = None;
            out.append(&mut progress.held);
        }
        progress.has_printed |= progress.selected;
        progress.field += 1;
        if progress.selected && self.ranges[progress.range].last < progress.field {
            progress.range += 1;
        }
        let range = self.ranges.get(progress.range);
        progress.selected = range.is_some_and(|range| range.first <= progress.field);
        if progress.selected && progress.has_printed {
            out.extend_from_slice(&self.out_delimiter);
        }
    }

    /// Ends a line that was cut piece by piece.
    pub(crate) fn finish_line(&self, mut progress: Progress, out: &mut Vec<u8>) {
        let trim = matches!(self.delimiter, Delimiter::Blanks { trim: true });
        if progress.in_blanks && !trim {
            self.next_field(&mut progress, out);
        }
        if !progress.delimited {
            if self.only_delimited {
                return;
            }
            // Absent where the line was printed on the way.
            if let Some(mut raw) = progress.raw {
                out.append(&mut raw);
            }
        }
        out.push(self.end);
    }
}
