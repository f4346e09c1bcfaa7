//! The value of --format.

use crate::settings::Padding;
use shared::prelude::*;

/// `%f` with its flags, width and precision, and what stands around it.
pub(crate) struct Format {
    pub(crate) before: &'static [u8],
    pub(crate) after: &'static [u8],
    pub(crate) grouping: bool,
    pub(crate) padding: Option<Padding>,
    /// Columns that are filled with zeros.
    pub(crate) zeros: usize,
    pub(crate) precision: Option<usize>,
}

impl Format {
    /// Reads it. `padding` is the value of --padding, `debug` asks for a warning where that
    /// does not count.
    pub(crate) fn parse(
        given: &'static OsStr,
        padding: Option<Padding>,
        debug: bool,
    ) -> Result<Self> {
        let text = given.as_bytes();
        let shown = || quote(given);
        let Some(start) = directive(text, 0) else {
            return Err(Error::new(format!("format {} has no % directive", shown())));
        };
        let mut format = Self {
            before: before(&text[..start]),
            after: b"",
            grouping: false,
            padding: None,
            zeros: 0,
            precision: None,
        };
        let mut rest = &text[start + 1..];
        let mut zero = false;
        while let Some((&flag, after)) = rest.split_first() {
            match flag {
                b' ' => {}
                b'\'' => format.grouping = true,
                b'0' => zero = true,
                _ => break,
            }
            rest = after;
        }
        let (left, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            [b'+', digits @ ..] => (false, digits),
            _ => (false, rest),
        };
        let (width, len) = number(digits);
        if len > 0 {
            rest = &digits[len..];
            let width = width
                .filter(|&width| isize::try_from(width).is_ok())
                .ok_or_else(|| {
                    Error::new(format!("invalid format {} (width overflow)", shown()))
                })?;
            if zero && !left {
                format.zeros = width;
            } else if width > 0 {
                if debug && padding.is_some() {
                    diagnostics::warning("--format padding overriding --padding");
                }
                // Its width alone: what is at the left stays there.
                let left = left || padding.is_some_and(|padding| padding.left);
                format.padding = Some(Padding { width, left });
            }
        }
        if rest.is_empty() {
            return Err(Error::new(format!("format {} ends in %", shown())));
        }
        if let Some(digits) = rest.strip_prefix(b".") {
            let (precision, len) = number(digits);
            let signed = matches!(digits.first(), Some(b'-' | b'+' | b' ' | b'\t'));
            let precision = precision.filter(|&p| !signed && isize::try_from(p).is_ok());
            if precision.is_none() {
                let message = format!("invalid precision in format {}", shown());
                return Err(Error::new(message));
            }
            format.precision = precision;
            rest = &digits[len..];
        }
        let Some(after) = rest.strip_prefix(b"f") else {
            return Err(Error::new(format!(
                "invalid format {}, directive must be %[0]['][-][N][.][N]f",
                shown()
            )));
        };
        if directive(after, 0).is_some() {
            let message = format!("format {} has too many % directives", shown());
            return Err(Error::new(message));
        }
        format.after = after;
        Ok(format)
    }
}

/// What is printed before the number. As with GNU's, it loses a byte at its end for each `%%`.
fn before(text: &[u8]) -> &[u8] {
    let (mut at, mut pairs) = (0, 0);
    while at < text.len() {
        let pair = text[at] == b'%';
        pairs += usize::from(pair);
        at += 1 + usize::from(pair);
    }
    &text[..text.len() - pairs]
}

/// Where the next `%` stands that is no `%%`.
fn directive(text: &[u8], mut at: usize) -> Option<usize> {
    while at < text.len() {
        if text[at] != b'%' {
            at += 1;
        } else if text.get(at + 1) != Some(&b'%') {
            return Some(at);
        } else {
            at += 2;
        }
    }
    None
}

/// The number at the start, none where it is too large; nothing is 0. And its length.
fn number(text: &[u8]) -> (Option<usize>, usize) {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let step = |n: usize, digit: &u8| n.checked_mul(10)?.checked_add(usize::from(digit - b'0'));
    (text[..len].iter().try_fold(0, step), len)
}
