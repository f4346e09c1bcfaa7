//! Special characters: their names, defaults and notation.

use shared::prelude::*;
use shared::rustix::termios::SpecialCodeIndex as Code;
use shared::text::locale::skip_posix_space;

/// A special character.
pub(crate) struct Character {
    pub(crate) name: &'static str,
    pub(crate) code: Code,
    pub(crate) default: u8,
}

/// The value that disables a special character.
const NONE: u8 = 0;

// The defaults of `min` and `time`.
pub(crate) const MIN: u8 = 1;
pub(crate) const TIME: u8 = 0;

const fn character(name: &'static str, code: Code, default: u8) -> Character {
    Character {
        name,
        code,
        default,
    }
}

const fn control(letter: u8) -> u8 {
    letter & 0x1f
}

/// All special characters, in the order of listing.
pub(crate) const CHARACTERS: [Character; 15] = [
    character("intr", Code::VINTR, control(b'C')),
    character("quit", Code::VQUIT, control(b'\\')),
    character("erase", Code::VERASE, 0x7f),
    character("kill", Code::VKILL, control(b'U')),
    character("eof", Code::VEOF, control(b'D')),
    character("eol", Code::VEOL, NONE),
    character("eol2", Code::VEOL2, NONE),
    character("swtch", Code::VSWTC, NONE),
    character("start", Code::VSTART, control(b'Q')),
    character("stop", Code::VSTOP, control(b'S')),
    character("susp", Code::VSUSP, control(b'Z')),
    character("rprnt", Code::VREPRINT, control(b'R')),
    character("werase", Code::VWERASE, control(b'W')),
    character("lnext", Code::VLNEXT, control(b'V')),
    character("discard", Code::VDISCARD, control(b'O')),
];

/// Returns the notation of a character: `^C`, `M-a`, `<undef>`.
pub(crate) fn visible(character: u8) -> String {
    match character {
        NONE => "<undef>".to_owned(),
        0x80.. => format!("M-{}", plain(character - 0x80)),
        _ => plain(character),
    }
}

fn plain(character: u8) -> String {
    match character {
        0x20..0x7f => char::from(character).to_string(),
        _ => format!("^{}", char::from(character ^ 0x40)),
    }
}

/// Parses a character: itself, `^c`, `^-` or `undef`, or else a number.
pub(crate) fn parse(given: &OsStr) -> Result<u8> {
    Ok(match *given.as_bytes() {
        [] => NONE,
        [byte] => byte,
        [b'^', b'-'] => NONE,
        [b'^', b'?', ..] => 0x7f,
        // The case of the letter doesn't matter.
        [b'^', letter, ..] => letter & !0x60,
        _ if given == "undef" => NONE,
        _ => parse_byte(given)?,
    })
}

/// Parses a number that fits in a byte.
pub(crate) fn parse_byte(given: &OsStr) -> Result<u8> {
    Ok(parse_integer(given, u8::MAX.into())? as u8)
}

/// Parses a number in C's notation, at most `most`, with an optional suffix: `b` for 512, `B` for
/// 1024.
pub(crate) fn parse_integer(given: &OsStr, most: u64) -> Result<u64> {
    let text = skip_posix_space(given.as_bytes());
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (base, digits) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', _, ..] => (8, text),
        _ => (10, text),
    };
    let (digits, scale) = match digits {
        [digits @ .., b'b'] if base < 16 => (digits, 512),
        [digits @ .., b'B'] if base < 16 => (digits, 1024),
        digits => (digits, 1),
    };
    let invalid = |reason: &str| {
        let given = quote(given);
        Error::new(format!("invalid integer argument: {given}{reason}"))
    };
    let mut value = Some(0u64);
    for &byte in digits {
        let Some(digit) = char::from(byte).to_digit(base) else {
            return Err(invalid(""));
        };
        value = value.and_then(|v| v.checked_mul(base.into())?.checked_add(digit.into()));
    }
    if digits.is_empty() {
        return Err(invalid(""));
    }
    match value.and_then(|v| v.checked_mul(scale)) {
        Some(value) if value <= most => Ok(value),
        // GNU's message depends on whether the number fits in half an int.
        Some(value) if value <= i32::MAX as u64 / 2 => {
            Err(invalid(": Numerical result out of range"))
        }
        _ => Err(invalid(": Value too large for defined data type")),
    }
}
