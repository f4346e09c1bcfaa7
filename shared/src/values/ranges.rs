//! Lists of fields, characters or bytes for cut and numfmt: `2,4-6,9-`.

use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What the numbers of a list count. It determines the words of messages.
#[derive(Debug)]
pub struct Unit {
    from_one: &'static str,
    range: &'static str,
    value: &'static str,
    large: &'static str,
    /// Whether `-` alone stands for everything.
    dash: bool,
}

/// Fields.
pub const FIELDS: Unit = Unit {
    from_one: "fields are numbered from 1",
    range: "invalid field range",
    value: "invalid field value",
    large: "field number",
    dash: false,
};

/// Fields, where `-` stands for all.
pub const FIELDS_OR_ALL: Unit = Unit {
    dash: true,
    ..FIELDS
};

/// Bytes or characters.
pub const POSITIONS: Unit = Unit {
    from_one: "byte/character positions are numbered from 1",
    range: "invalid byte or character range",
    value: "invalid byte/character position",
    large: "byte/character offset",
    dash: false,
};

/// An inclusive range of numbers, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: usize,
    /// The last number, or [`usize::MAX`] if there is no end.
    pub last: usize,
}

/// Parses a list. The ranges are returned in order, with overlapping ones merged.
///
/// # Errors
/// Invalid lists, in GNU's words.
pub fn parse(list: &OsStr, unit: &Unit) -> Result<Vec<Range>> {
    let text = list.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    loop {
        let (range, len) = Range::parse(&text[at..], unit)?;
        ranges.push(range);
        at += len;
        if at == text.len() {
            break;
        }
        at += 1;
    }
    ranges.sort_unstable_by_key(|range| range.first);
    ranges.dedup_by(|next, range| {
        let overlap = next.first <= range.last;
        if overlap {
            range.last = range.last.max(next.last);
        }
        overlap
    });
    Ok(ranges)
}

/// Returns the gaps between `ranges`, which must be in order.
pub fn complement(ranges: &[Range]) -> Vec<Range> {
    let mut rest = Vec::new();
    let mut first = 1;
    for range in ranges {
        if range.first > first {
            let last = range.first - 1;
            rest.push(Range { first, last });
        }
        first = range.last.saturating_add(1);
    }
    if first < usize::MAX {
        let last = usize::MAX;
        rest.push(Range { first, last });
    }
    rest
}

impl Range {
    /// Everything.
    pub const ALL: Self = Self {
        first: 1,
        last: usize::MAX,
    };

    /// Parses the range at the start of `text`, up to a comma, a blank or the end. Returns it and
    /// its length.
    fn parse(text: &[u8], unit: &Unit) -> Result<(Self, usize)> {
        let (first, mut at) = number(text, unit)?;
        let mut range = None;
        if text.get(at) == Some(&b'-') {
            if first == Some(0) {
                return Err(Error::usage(unit.from_one));
            }
            let (last, len) = number(&text[at + 1..], unit)?;
            at += 1 + len;
            range = Some(last);
        }
        match text.get(at) {
            None | Some(b',' | b' ' | b'\t') => {}
            Some(b'-') => return Err(Error::usage(unit.range)),
            Some(_) => {
                let rest = quote(OsStr::from_bytes(&text[at..]));
                return Err(Error::usage(format!("{} {rest}", unit.value)));
            }
        }
        let (first, last) = match (first, range) {
            (None, Some(None)) if !unit.dash => {
                return Err(Error::usage("invalid range with no endpoint: -"));
            }
            (None | Some(0), None) => return Err(Error::usage(unit.from_one)),
            (Some(only), None) => (only, only),
            (first, Some(last)) => (first.unwrap_or(1), last.unwrap_or(usize::MAX)),
        };
        if last < first {
            return Err(Error::usage("invalid decreasing range"));
        }
        Ok((Self { first, last }, at))
    }
}

/// Parses the number at the start of `text`. Returns it, if there are digits, and its length.
fn number(text: &[u8], unit: &Unit) -> Result<(Option<usize>, usize)> {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut number = (len > 0).then_some(0_usize);
    for digit in &text[..len] {
        let step = |n: usize| n.checked_mul(10)?.checked_add(usize::from(digit - b'0'));
        number = number.and_then(step).filter(|&n| n < usize::MAX);
    }
    if len > 0 && number.is_none() {
        let digits = quote(OsStr::from_bytes(&text[..len]));
        return Err(Error::usage(format!(
            "{} {digits} is too large",
            unit.large
        )));
    }
    Ok((number, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<(usize, usize)> {
        let ranges = parse(OsStr::new(text), &FIELDS).unwrap();
        ranges.iter().map(|r| (r.first, r.last)).collect()
    }

    #[test]
    fn lists_are_put_in_order() {
        assert_eq!(list("7,2-3 1"), [(1, 1), (2, 3), (7, 7)]);
        assert_eq!(list("3-5,-4,9-"), [(1, 5), (9, usize::MAX)]);
        assert_eq!(list("2-\t3"), [(2, usize::MAX)]);
        let rest = |text| complement(&parse(OsStr::new(text), &FIELDS).unwrap());
        assert_eq!(rest("1-"), []);
        assert_eq!(rest("2,3,7").len(), 3);
        assert_eq!(rest("1-4,6-"), [Range { first: 5, last: 5 }]);
    }
}
