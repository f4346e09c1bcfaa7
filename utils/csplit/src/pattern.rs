//! The operands after the file: where to split.

use crate::text::Search;
use shared::prelude::*;
use shared::values::number;

/// A place to split at, and its repetitions.
pub(crate) struct Pattern {
    /// The operand.
    pub(crate) text: &'static OsStr,
    pub(crate) place: Place,
    /// How often the place is repeated; `None` for `{*}`.
    pub(crate) repeat: Option<u64>,
}

pub(crate) enum Place {
    /// Before the line of this number.
    Line(u64),
    /// Before a matching line, or `offset` lines further on.
    Match {
        search: Search,
        offset: i64,
        /// `%REGEXP%`: the lines before are dropped.
        skips: bool,
    },
}

pub(crate) fn parse(operands: &[&'static OsStr]) -> Result<Vec<Pattern>> {
    let mut patterns = Vec::new();
    let mut previous = 0;
    let mut operands = operands.iter().copied().peekable();
    while let Some(text) = operands.next() {
        let place = match text.as_bytes().first() {
            Some(&delimiter @ (b'/' | b'%')) => parse_match(text, delimiter)?,
            _ => Place::Line(parse_line(text, &mut previous)?),
        };
        let mut repeat = Some(0);
        if let Some(count) = operands.next_if(|next| next.as_bytes().starts_with(b"{")) {
            repeat = parse_repeat(count)?;
        }
        patterns.push(Pattern {
            text,
            place,
            repeat,
        });
    }
    Ok(patterns)
}

fn parse_line(text: &OsStr, previous: &mut u64) -> Result<u64> {
    let Ok(line) = number::parse(text.as_bytes(), "") else {
        return Err(Error::new(format!("{}: invalid pattern", quote(text))));
    };
    if line == 0 {
        let text = quotef(text);
        let message = format!("{text}: line number must be greater than zero");
        return Err(Error::new(message));
    }
    if line < *previous {
        let text = quote(text);
        let message =
            format!("line number {text} is smaller than preceding line number, {previous}");
        return Err(Error::new(message));
    }
    if line == *previous {
        let text = quote(text);
        diagnostics::warning(&format!(
            "warning: line number {text} is the same as preceding line number"
        ));
    }
    *previous = line;
    Ok(line)
}

fn parse_match(text: &'static OsStr, delimiter: u8) -> Result<Place> {
    let bytes = text.as_bytes();
    let end = match bytes.iter().rposition(|&b| b == delimiter) {
        None | Some(0) => {
            let (text, delimiter) = (quotef(text), char::from(delimiter));
            let message = format!("{text}: closing delimiter '{delimiter}' missing");
            return Err(Error::new(message));
        }
        Some(end) => end,
    };
    let search = Search::new(&bytes[1..end]).map_err(|reason| {
        let text = quote(text);
        Error::new(format!("{text}: invalid regular expression: {reason}"))
    })?;
    let offset = match &bytes[end + 1..] {
        b"" => Some(0),
        [b'-', digits @ ..] if !digits.starts_with(b"+") => {
            signed(digits).and_then(|n| n.checked_neg())
        }
        digits => signed(digits),
    };
    let Some(offset) = offset else {
        let text = quote(text);
        let message = format!("{text}: integer expected after delimiter");
        return Err(Error::new(message));
    };
    Ok(Place::Match {
        search,
        offset,
        skips: delimiter == b'%',
    })
}

fn signed(digits: &[u8]) -> Option<i64> {
    number::parse(digits, "")
        .ok()
        .and_then(|n| i64::try_from(n).ok())
}

fn parse_repeat(text: &OsStr) -> Result<Option<u64>> {
    let Some(count) = text.as_bytes()[1..].strip_suffix(b"}") else {
        let text = quote(text);
        let message = format!("{text}: '}}' is required in repeat count");
        return Err(Error::new(message));
    };
    if count == b"*" {
        return Ok(None);
    }
    match number::parse(count, "") {
        Ok(count) => Ok(Some(count)),
        Err(_) => {
            let text = quote(OsStr::from_bytes(&text.as_bytes()[..count.len() + 1]));
            Err(Error::new(format!(
                "{text}}}: integer required between '{{' and '}}'"
            )))
        }
    }
}
