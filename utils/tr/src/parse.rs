//! Parsing of the operands: escapes, ranges, classes, repeats.

use shared::prelude::*;
use shared::text::locale;

/// One element of a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Range(u8, u8),
    Class(Vec<u8>, Option<Case>),
    Equivalence(u8),
    /// `[c*n]`, or `[c*]` without a number: as many as the other string needs.
    Repeat(u8, Option<u64>),
}

/// The classes that translate case when they are paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Upper,
    Lower,
}

/// A byte of a string, and whether it was escaped, which takes away a special meaning.
type Unescaped = (u8, bool);

/// Parses an operand.
pub(crate) fn parse(text: &OsStr) -> Result<Vec<Element>> {
    let text = unescape(text.as_bytes());
    let mut elements = Vec::new();
    let mut rest = &text[..];
    while let Some(&(first, _)) = rest.first() {
        let (element, len) = match rest {
            _ if let Some(found) = bracketed(rest)? => found,
            [_, (b'-', false), (last, _), ..] => {
                if first > *last {
                    return Err(Error::new(format!(
                        "range-endpoints of '{}-{}' are in reverse collating sequence order",
                        visible(first),
                        visible(*last)
                    )));
                }
                (Element::Range(first, *last), 3)
            }
            _ => (Element::Range(first, first), 1),
        };
        elements.push(element);
        rest = &rest[len..];
    }
    Ok(elements)
}

/// Parses a construct in brackets at the start of `text`. Returns it with its length, or nothing
/// if there is none.
fn bracketed(text: &[Unescaped]) -> Result<Option<(Element, usize)>> {
    let [(b'[', false), second, rest @ ..] = text else {
        return Ok(None);
    };
    if let (mark @ (b':' | b'='), false) = *second {
        let close = [(mark, false), (b']', false)];
        if let Some(len) = rest.windows(2).position(|pair| pair == close) {
            match named(mark, &rest[..len]) {
                Ok(element) => return Ok(Some((element, len + 4))),
                // `[:*3]` looks like the start of a class, but repeats a colon.
                Err(e) => {
                    return match repeat(text) {
                        Some(Ok(found)) => Ok(Some(found)),
                        _ => Err(e),
                    };
                }
            }
        }
    }
    repeat(text).transpose()
}

/// Parses the text inside `[:alpha:]` or `[=a=]`; `mark` is `:` or `=`.
fn named(mark: u8, name: &[Unescaped]) -> Result<Element> {
    let name: Vec<u8> = name.iter().map(|&(byte, _)| byte).collect();
    match (mark, &name[..]) {
        (b':', b"") => Err(Error::new("missing character class name '[::]'")),
        (b':', _) => match locale::class_of_bytes(&name) {
            Some(bytes) => Ok(Element::Class(
                bytes,
                match &name[..] {
                    b"upper" => Some(Case::Upper),
                    b"lower" => Some(Case::Lower),
                    _ => None,
                },
            )),
            None => {
                let name = quote(OsStr::new(&printable(&name)));
                Err(Error::new(format!("invalid character class {name}")))
            }
        },
        (_, b"") => Err(Error::new("missing equivalence class character '[==]'")),
        (_, &[byte]) => Ok(Element::Equivalence(byte)),
        _ => Err(Error::new(format!(
            "{}: equivalence class operand must be a single character",
            printable(&name)
        ))),
    }
}

/// Parses `[c*]` or `[c*n]`.
fn repeat(text: &[Unescaped]) -> Option<Result<(Element, usize)>> {
    let [_, (byte, _), (b'*', false), rest @ ..] = text else {
        return None;
    };
    let len = rest.iter().position(|&c| c == (b']', false))?;
    if rest[..len].iter().any(|&(_, escaped)| escaped) {
        return None;
    }
    let digits: Vec<u8> = rest[..len].iter().map(|&(byte, _)| byte).collect();
    let count = count(&digits);
    Some(match count {
        Some(count) => Ok((
            Element::Repeat(*byte, Some(count).filter(|&n| n > 0)),
            len + 4,
        )),
        None => Err(Error::new(format!(
            "invalid repeat count {} in [c*n] construct",
            quote(OsStr::new(&printable(&digits)))
        ))),
    })
}

/// Parses the number of a repeat: octal if it begins with 0. An empty one is 0.
fn count(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return Some(0);
    }
    let digits = locale::skip_posix_space(text);
    let digits = digits.strip_prefix(b"+").unwrap_or(digits);
    let base = if digits.first() == Some(&b'0') && text[0] == b'0' {
        8
    } else {
        10
    };
    if digits.is_empty() {
        return None;
    }
    let mut number = 0_u64;
    for &digit in digits {
        let value = char::from(digit).to_digit(base)?;
        number = number.checked_mul(base.into())?.checked_add(value.into())?;
    }
    Some(number).filter(|&n| n < u64::MAX)
}

/// Replaces escapes by the bytes that they mean.
fn unescape(text: &[u8]) -> Vec<Unescaped> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push((byte, false));
            continue;
        }
        let Some((&letter, after)) = rest.split_first() else {
            diagnostics::warning(
                "warning: an unescaped backslash at end of string is not portable",
            );
            bytes.push((b'\\', true));
            break;
        };
        rest = after;
        let meaning = match letter {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'7' => {
                let (value, len) = octal(letter, rest);
                rest = &rest[len..];
                value
            }
            other => other,
        };
        bytes.push((meaning, true));
    }
    bytes
}

/// Returns the byte of an octal escape and the number of digits after `first`.
fn octal(first: u8, rest: &[u8]) -> (u8, usize) {
    let mut value = first - b'0';
    for (len, &digit) in rest.iter().take(2).enumerate() {
        if !(b'0'..=b'7').contains(&digit) {
            return (value, len);
        }
        let digit = digit - b'0';
        if value >= 0o40 {
            diagnostics::warning(&format!(
                "warning: the ambiguous octal escape \\{}{}{digit} is being\n\tinterpreted as \
                 the 2-byte sequence \\0{}{}, {digit}",
                value >> 3,
                value & 7,
                value >> 3,
                value & 7
            ));
            return (value, len);
        }
        value = value << 3 | digit;
    }
    (value, rest.len().min(2))
}

/// Returns an end of a range as messages show it.
fn visible(byte: u8) -> String {
    match byte {
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

/// Returns the text of a construct as messages show it.
fn printable(text: &[u8]) -> String {
    text.iter().map(|&byte| escaped(byte)).collect()
}

fn escaped(byte: u8) -> String {
    let letter = match byte {
        7 => 'a',
        8 => 'b',
        12 => 'f',
        b'\n' => 'n',
        b'\r' => 'r',
        b'\t' => 't',
        11 => 'v',
        _ => return visible(byte),
    };
    format!("\\{letter}")
}
