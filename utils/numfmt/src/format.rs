//! The value of --format.

use crate::settings::Padding;
use shared::prelude::*;
use shared::text::locale::skip_posix_space;

/// `%f` with its flags, width and precision, and the text around it.
pub(crate) struct Format {
    pub(crate) before: &'static [u8],
    pub(crate) after: &'static [u8],
    pub(crate) grouping: bool,
    pub(crate) padding: Option<Padding>,
    /// The width, if it is filled with zeros.
    pub(crate) zeros: usize,
    pub(crate) precision: Option<usize>,
}

impl Format {
    /// Parses the value of `--format`. `padding` is the value of `--padding`; with `debug`, a
    /// warning says that the format overrides it.
    pub(crate) fn parse(
        given: &'static OsStr,
        padding: Option<Padding>,
        debug: bool,
    ) -> Result<Self> {
        let text = given.as_bytes();
        let shown = quote(given);
        let Some(start) = directive(text) else {
            return Err(Error::new(format!("format {shown} has no % directive")));
        };
        let mut format = Self {
            before: before(&text[..start]),
            after: b"",
            grouping: false,
            padding: None,
            zeros: 0,
            precision: None,
        };
        let (zero, rest) = format.take_flags(&text[start + 1..]);
        let (width, rest) = split_width(rest, &shown)?;
        if let Some(Padding { width, left }) = width {
            if zero && !left {
                format.zeros = width;
            } else if width > 0 {
                if debug && padding.is_some() {
                    diagnostics::warning("--format padding overriding --padding");
                }
                // Only the width is overridden, not the alignment on the left.
                let left = left || padding.is_some_and(|padding| padding.left);
                format.padding = Some(Padding { width, left });
            }
        }
        if rest.is_empty() {
            return Err(Error::new(format!("format {shown} ends in %")));
        }
        let (precision, rest) = split_precision(rest, &shown)?;
        format.precision = precision;
        let Some(after) = rest.strip_prefix(b"f") else {
            return Err(Error::new(format!(
                "invalid format {shown}, directive must be %[0]['][-][N][.][N]f"
            )));
        };
        if directive(after).is_some() {
            let message = format!("format {shown} has too many % directives");
            return Err(Error::new(message));
        }
        format.after = after;
        Ok(format)
    }

    /// Takes the flags off `rest`. Returns whether there was a `0`, and the text after the flags.
    fn take_flags<'a>(&mut self, mut rest: &'a [u8]) -> (bool, &'a [u8]) {
        let mut zero = false;
        while let Some((&flag, after)) = rest.split_first() {
            match flag {
                b' ' => {}
                b'\'' => self.grouping = true,
                b'0' => zero = true,
                _ => break,
            }
            rest = after;
        }
        (zero, rest)
    }
}

/// Splits a signed width off `rest`. A sign without digits is not one.
fn split_width<'a>(rest: &'a [u8], shown: &str) -> Result<(Option<Padding>, &'a [u8])> {
    let (left, digits) = match skip_posix_space(rest) {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let (width, len) = number(digits);
    if len == 0 {
        return Ok((None, rest));
    }
    match width.filter(|&width| isize::try_from(width).is_ok()) {
        Some(width) => Ok((Some(Padding { width, left }), &digits[len..])),
        None => Err(Error::new(format!(
            "invalid format {shown} (width overflow)"
        ))),
    }
}

/// Splits `.N` off `rest`, where `N` may be empty and is 0 then.
fn split_precision<'a>(rest: &'a [u8], shown: &str) -> Result<(Option<usize>, &'a [u8])> {
    let Some(digits) = rest.strip_prefix(b".") else {
        return Ok((None, rest));
    };
    let signed = matches!(digits.first(), Some(b'-' | b'+' | b' ' | b'\t'));
    let digits = skip_posix_space(digits);
    let (precision, len) = number(digits);
    match precision.filter(|&precision| !signed && isize::try_from(precision).is_ok()) {
        Some(precision) => Ok((Some(precision), &digits[len..])),
        None => Err(Error::new(format!("invalid precision in format {shown}"))),
    }
}

/// Returns the text to print before the number. Like GNU, drops a byte at its end for each `%%`.
fn before(text: &[u8]) -> &[u8] {
    let (mut at, mut pairs) = (0, 0);
    while at < text.len() {
        let pair = text[at] == b'%';
        pairs += usize::from(pair);
        at += 1 + usize::from(pair);
    }
    &text[..text.len() - pairs]
}

/// Returns the position of the first `%` that is not part of a `%%`.
fn directive(text: &[u8]) -> Option<usize> {
    let mut at = 0;
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

/// Reads the digits at the start of `text`. Returns the number (0 for no digits, none if it is
/// too large) and how many digits there are.
fn number(text: &[u8]) -> (Option<usize>, usize) {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let step = |n: usize, digit: &u8| n.checked_mul(10)?.checked_add(usize::from(digit - b'0'));
    (text[..len].iter().try_fold(0, step), len)
}
