//! Ranges of characters of several bytes in bracket expressions, such as `[à-ö]`.
//!
//! GNU's utilities take ranges by code point in every locale. So does the C library as long as no
//! collation order is loaded, but then it refuses ends of several bytes. They are written out.

use crate::text::locale::{self, Decoded};
use std::borrow::Cow;

/// Returns the pattern with such ranges replaced by their members. `classes` says that `[:` begins
/// a class of characters.
pub(super) fn written_out(pattern: &[u8], classes: bool) -> Cow<'_, [u8]> {
    if pattern.is_ascii() || !pattern.contains(&b'[') || !locale::is_utf8() {
        return Cow::Borrowed(pattern);
    }
    let mut out = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(&first) = rest.first() {
        if first == b'[' {
            rest = push_list(rest, classes, &mut out);
            continue;
        }
        let len = if first == b'\\' { 2 } else { 1 };
        let (plain, behind) = rest.split_at(len.min(rest.len()));
        out.extend_from_slice(plain);
        rest = behind;
    }
    Cow::Owned(out)
}

/// Appends the bracket expression at the start of `list`, without its end. Returns what follows.
fn push_list<'a>(list: &'a [u8], classes: bool, out: &mut Vec<u8>) -> &'a [u8] {
    let start = if list.starts_with(b"[^") { 2 } else { 1 };
    let (opening, mut rest) = list.split_at(start);
    out.extend_from_slice(opening);
    let mut is_first = true;
    while !rest.is_empty() && (is_first || rest[0] != b']') {
        is_first = false;
        let (element, behind) = rest.split_at(element_len(rest, classes));
        rest = match behind {
            [b'-', end @ ..] if !matches!(end, [] | [b']', ..]) => {
                let (end, behind) = end.split_at(element_len(end, classes));
                push_range(element, end, out);
                behind
            }
            _ => {
                out.extend_from_slice(element);
                behind
            }
        };
    }
    rest
}

/// Returns the length of the first element of a bracket expression: a character, or a name as in
/// `[:alpha:]`.
fn element_len(rest: &[u8], classes: bool) -> usize {
    if let [b'[', kind @ (b'.' | b'=' | b':'), name @ ..] = rest
        && (classes || *kind != b':')
        && let Some(len) = name.windows(2).position(|end| end == [*kind, b']'])
    {
        return len + 4;
    }
    match locale::decode(rest) {
        Decoded::Char(_, len) => len,
        _ => 1,
    }
}

fn push_range(start: &[u8], end: &[u8], out: &mut Vec<u8>) {
    let character = |element: &[u8]| match locale::decode(element) {
        Decoded::Char(wide, len) if len == element.len() => char::from_u32(wide),
        _ => None,
    };
    let ends = character(start).zip(character(end));
    let Some((from, to)) = ends.filter(|(from, to)| !(from.is_ascii() && to.is_ascii())) else {
        out.extend_from_slice(start);
        out.push(b'-');
        out.extend_from_slice(end);
        return;
    };
    if from > to {
        // As empty or as invalid as the range itself.
        out.extend_from_slice(b"b-a");
        return;
    }
    if from.is_ascii() {
        out.extend_from_slice(start);
        out.extend_from_slice(b"-\x7f");
    }
    for member in from.max('\u{80}')..=to {
        out.extend_from_slice(member.encode_utf8(&mut [0; 4]).as_bytes());
    }
}
