//! Keys: which part of a line is compared (`-k`, and the obsolete `+1 -2`), and how.

use crate::order::{How, Order};
use shared::prelude::*;
use shared::text::collation::ByteSet;
use shared::text::locale::skip_posix_space;
use std::ops::Range;

/// How lines are divided into fields.
pub(crate) struct Fields {
    /// The byte between fields. Without it, a field begins with the blanks before it.
    pub(crate) separator: Option<u8>,
    /// Blanks and the newline, which a line may contain with `-z`.
    pub(crate) blank: ByteSet,
}

/// A position in a line: how many fields to skip, then how many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) fields: usize,
    pub(crate) bytes: usize,
    /// Blanks are skipped before bytes are counted.
    pub(crate) skip_blanks: bool,
}

/// A part of lines, and how it is compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    pub(crate) start: Place,
    /// The end: with `bytes` 0 that of a field, without a place that of the line.
    pub(crate) end: Option<Place>,
    pub(crate) how: How,
    /// Given in the obsolete form `+1 -2`.
    pub(crate) obsolete: bool,
}

impl Key {
    /// Parses `F[.C][OPTS][,F[.C][OPTS]]`.
    pub(crate) fn parse(given: &'static OsStr) -> Result<Self> {
        let bad = |why: &str| bad_spec(why, given);
        let mut key = Self::default();
        let mut rest = given.as_bytes();
        let field = take_count(&mut rest, "invalid number at field start")?;
        key.start.fields = field
            .checked_sub(1)
            .ok_or_else(|| bad("field number is zero"))?;
        if skip(&mut rest, b'.') {
            let byte = take_count(&mut rest, "invalid number after '.'")?;
            key.start.bytes = byte
                .checked_sub(1)
                .ok_or_else(|| bad("character offset is zero"))?;
        }
        key.start.skip_blanks = key.how.take_letters(&mut rest);
        if skip(&mut rest, b',') {
            let mut end = Place::default();
            let field = take_count(&mut rest, "invalid number after ','")?;
            end.fields = field
                .checked_sub(1)
                .ok_or_else(|| bad("field number is zero"))?;
            if skip(&mut rest, b'.') {
                end.bytes = take_count(&mut rest, "invalid number after '.'")?;
            }
            end.skip_blanks = key.how.take_letters(&mut rest);
            key.end = Some(end);
        }
        if rest.is_empty() {
            Ok(key)
        } else {
            Err(bad("stray character in field spec"))
        }
    }

    /// Parses `+F[.C][OPTS]`, counted from 0. Returns `None` for any other operand.
    pub(crate) fn parse_obsolete(given: &OsStr) -> Option<Self> {
        let mut key = Self {
            obsolete: true,
            ..Self::default()
        };
        let mut rest = given.as_bytes().strip_prefix(b"+")?;
        key.start = take_obsolete_place(&mut rest)?;
        key.start.skip_blanks = key.how.take_letters(&mut rest);
        rest.is_empty().then_some(key)
    }

    /// Parses the `-F[.C][OPTS]` that ends an obsolete key.
    pub(crate) fn end_obsolete(&mut self, given: &'static OsStr) -> Result {
        let mut rest = given.as_bytes().get(1..).unwrap_or_default();
        let Some(mut end) = take_obsolete_place(&mut rest) else {
            take_count(&mut rest, "invalid number after '-'")?;
            return Ok(());
        };
        end.skip_blanks = self.how.take_letters(&mut rest);
        if !rest.is_empty() {
            return Err(bad_spec("stray character in field spec", given));
        }
        // `-2` excludes field 2, so the key ends with field 1 (both counted from 0).
        self.end = Some(match (end.fields, end.bytes) {
            (0, 0) => Place {
                fields: 0,
                bytes: 0,
                ..end
            },
            (fields, 0) => Place {
                fields: fields - 1,
                ..end
            },
            _ => end,
        });
        Ok(())
    }

    /// Returns whether the key is the whole line.
    pub(crate) fn is_line(&self) -> bool {
        self.start == Place::default() && self.end.is_none()
    }

    /// Returns the range of the key in `line`. It is empty where the end is before the start.
    pub(crate) fn range(&self, line: &[u8], fields: &Fields) -> Range<usize> {
        let (start, end) = self.bounds(line, fields);
        start..end.max(start)
    }

    /// Returns the start of the key in `line` and its end, which may be before the start.
    pub(crate) fn bounds(&self, line: &[u8], fields: &Fields) -> (usize, usize) {
        let end = self.end.map_or(line.len(), |end| fields.end(line, end));
        (fields.start(line, self.start), end)
    }

    /// Returns whether the key ends in a field before the one it begins in.
    pub(crate) fn has_no_width(&self) -> bool {
        self.end.is_some_and(|end| end.fields < self.start.fields)
    }

    /// Returns whether the key may contain more than one field.
    pub(crate) fn spans_fields(&self) -> bool {
        self.end.is_none_or(|end| end.fields > self.start.fields)
    }

    /// Returns whether the key is compared as a number.
    pub(crate) fn is_numeric(&self) -> bool {
        matches!(
            self.how.order,
            Order::Numeric | Order::General | Order::Human
        )
    }
}

impl Fields {
    fn start(&self, line: &[u8], place: Place) -> usize {
        let mut at = 0;
        match self.separator {
            Some(separator) => {
                for _ in 0..place.fields {
                    let Some(width) = find(separator, &line[at..]) else {
                        at = line.len();
                        break;
                    };
                    at += width + 1;
                }
            }
            None => at = self.skip_fields(line, place.fields),
        }
        if place.skip_blanks {
            at = self.skip_blanks(line, at);
        }
        at.saturating_add(place.bytes).min(line.len())
    }

    fn end(&self, line: &[u8], place: Place) -> usize {
        let whole = place.bytes == 0;
        let fields = place.fields.saturating_add(usize::from(whole));
        let mut at = 0;
        match self.separator {
            Some(separator) => {
                for field in 1..=fields {
                    let Some(width) = find(separator, &line[at..]) else {
                        at = line.len();
                        break;
                    };
                    at += width;
                    // The separator after the last field is not a part of it.
                    at += usize::from(!whole || field < fields);
                }
            }
            None => at = self.skip_fields(line, fields),
        }
        if whole {
            return at;
        }
        if place.skip_blanks {
            at = self.skip_blanks(line, at);
        }
        at.saturating_add(place.bytes).min(line.len())
    }

    /// Skips fields that blanks begin.
    fn skip_fields(&self, line: &[u8], fields: usize) -> usize {
        let mut at = 0;
        for _ in 0..fields {
            if at == line.len() {
                break;
            }
            at = self.skip_blanks(line, at);
            while at < line.len() && !self.blank[usize::from(line[at])] {
                at += 1;
            }
        }
        at
    }

    pub(crate) fn skip_blanks(&self, line: &[u8], mut at: usize) -> usize {
        while at < line.len() && self.blank[usize::from(line[at])] {
            at += 1;
        }
        at
    }
}

/// A plain loop, because fields are too short for memchr to pay off.
fn find(byte: u8, text: &[u8]) -> Option<usize> {
    text.iter().position(|&b| b == byte)
}

/// Takes `byte` from the front of `rest`, if it is there.
fn skip(rest: &mut &[u8], byte: u8) -> bool {
    let found = rest.strip_prefix(&[byte]);
    *rest = found.unwrap_or(rest);
    found.is_some()
}

/// Takes a number from the front of `rest`, as strtol(3) does. One that is too large becomes
/// `usize::MAX`.
fn take_count(rest: &mut &[u8], message: &str) -> Result<usize> {
    let text = skip_posix_space(rest);
    let digits_at = text.strip_prefix(b"+").unwrap_or(text);
    let Some(count) = take_digits(&mut &*digits_at) else {
        let count = quote(OsStr::from_bytes(rest));
        return Err(Error::new(format!(
            "{message}: invalid count at start of {count}"
        )));
    };
    *rest = digits_at;
    take_digits(rest);
    Ok(count)
}

fn take_digits(rest: &mut &[u8]) -> Option<usize> {
    let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, behind) = rest.split_at(len);
    *rest = behind;
    (len > 0).then(|| {
        digits.iter().fold(0, |value: usize, b| {
            value
                .saturating_mul(10)
                .saturating_add(usize::from(b - b'0'))
        })
    })
}

fn take_obsolete_place(rest: &mut &[u8]) -> Option<Place> {
    let fields = take_digits(rest)?;
    let mut bytes = 0;
    if skip(rest, b'.') {
        bytes = take_digits(rest)?;
    }
    Some(Place {
        fields,
        bytes,
        skip_blanks: false,
    })
}

fn bad_spec(why: &str, given: &OsStr) -> Error {
    let given = quote(given);
    Error::new(format!("{why}: invalid field specification {given}"))
}
