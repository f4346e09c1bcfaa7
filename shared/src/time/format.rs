//! GNU's date formats (manual nodes "Time conversion specifiers" to "Padding and other flags"):
//! strftime(3) with flags, widths and more directives. Numbers are formatted here. For the
//! locale's words and eras, strftime(3) is called.
//!
//! Years, months and days are those of the locale's calendar ([`super::calendar`]), except in
//! what strftime(3) formats as a whole (`%c`, `%x`), in eras, and in numbers of weeks and days of
//! the year.

use super::Moment;
use super::calendar::Calendar;
use super::iso_week::iso_week;
use crate::bytes::search::find;
use crate::program::output::stdout;
use crate::sys::time::{Tm, strftime};
use crate::text::locale::{Category, use_category};
use std::io::{self, Write};
use std::ops::{Deref, DerefMut, RangeInclusive};

/// Seconds whose year certainly fits into 32 bits. Others are converted to find out.
const SURELY_FITS: RangeInclusive<i64> = -60_000_000_000_000_000..=60_000_000_000_000_000;

/// More padding than this is not held in memory by [`format_or_write`] and [`format_at_most`].
const FULL: usize = 64 * 1024;

/// Appends `moment` in local time, formatted by `format`. Returns None if its year does not fit
/// into 32 bits.
pub fn format(out: &mut Vec<u8>, format: &[u8], moment: &Moment) -> Option<()> {
    fill(&mut Text::held(out), format, moment)
}

/// Like [`format`], for text that goes to standard output: where a field has much padding, what there
/// is of the text is written, so that a width may exceed the memory.
///
/// # Errors
/// A failure to write.
pub fn format_or_write(
    out: &mut Vec<u8>,
    format: &[u8],
    moment: &Moment,
) -> io::Result<Option<()>> {
    let mut text = Text::held(out);
    text.excess = Excess::Written;
    let filled = fill(&mut text, format, moment);
    text.result.map(|()| filled)
}

/// Like [`format`], but returns None if there are more than `most` bytes, whatever the memory.
pub fn format_at_most(
    most: usize,
    out: &mut Vec<u8>,
    format: &[u8],
    moment: &Moment,
) -> Option<()> {
    let start = out.len();
    let mut text = Text::held(out);
    text.excess = Excess::Dropped;
    fill(&mut text, format, moment)?;
    (out.len() - start <= most).then_some(())
}

fn fill(out: &mut Text<'_>, format: &[u8], moment: &Moment) -> Option<()> {
    if !SURELY_FITS.contains(&moment.seconds) {
        moment.local()?;
    }
    let mut rest = format;
    while let Some(start) = find(b'%', rest) {
        out.extend_from_slice(&rest[..start]);
        let directive = Directive::parse(&rest[start..]);
        directive.write(out, moment, None)?;
        rest = &rest[start + directive.text.len()..];
    }
    out.extend_from_slice(rest);
    Some(())
}

/// What is done with padding that may not fit into the memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excess {
    Held,
    Written,
    Dropped,
}

/// The text so far.
struct Text<'a> {
    bytes: &'a mut Vec<u8>,
    excess: Excess,
    /// The first failure to write.
    result: io::Result<()>,
}

impl<'a> Text<'a> {
    fn held(bytes: &'a mut Vec<u8>) -> Self {
        Self {
            bytes,
            excess: Excess::Held,
            result: Ok(()),
        }
    }

    fn pad(&mut self, mut count: usize, fill: u8) {
        if self.excess == Excess::Dropped {
            count = count.min(FULL);
        }
        while self.excess == Excess::Written && count > FULL {
            let length = self.bytes.len();
            self.bytes.resize(length + FULL, fill);
            if self.result.is_ok() {
                self.result = stdout().write_all(self.bytes);
            }
            self.bytes.clear();
            // After a failure, nothing is printed.
            count = if self.result.is_ok() { count - FULL } else { 0 };
        }
        self.bytes.resize(self.bytes.len() + count, fill);
    }
}

impl Deref for Text<'_> {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        self.bytes
    }
}

impl DerefMut for Text<'_> {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        self.bytes
    }
}

/// How a field is padded to its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pad {
    /// `-`: no padding.
    Nothing,
    /// `_`: blanks.
    Blanks,
    /// `0`: zeros.
    Zeros,
    /// `+`: zeros, and a sign before years of more than four digits.
    Signed,
}

/// A directive: `%`, flags, width, modifier or colons, and a letter.
#[derive(Clone, Copy, Debug)]
struct Directive<'a> {
    text: &'a [u8],
    pad: Option<Pad>,
    /// `^`: upper case.
    upper: bool,
    /// `#`: the opposite case.
    opposite: bool,
    width: Option<usize>,
    /// `E`, `O`, or 0.
    modifier: u8,
    colons: usize,
    /// 0 if the directive does not end with a letter.
    letter: u8,
}

/// A number to append.
struct Number<'a> {
    sign: Option<u8>,
    text: &'a [u8],
    /// Minimum number of characters, including the sign.
    digits: usize,
}

impl<'a> Directive<'a> {
    /// Parses the directive at the start of `text`, which starts with a percent sign.
    fn parse(text: &'a [u8]) -> Self {
        let mut at = 1;
        let peek = |at: usize| text.get(at).copied().unwrap_or(0);
        let (mut pad, mut upper, mut opposite) = (None, false, false);
        loop {
            match peek(at) {
                b'-' => pad = Some(Pad::Nothing),
                b'_' => pad = Some(Pad::Blanks),
                b'0' => pad = Some(Pad::Zeros),
                b'+' => pad = Some(Pad::Signed),
                b'^' => upper = true,
                b'#' => opposite = true,
                _ => break,
            }
            at += 1;
        }
        let mut width = None;
        while peek(at).is_ascii_digit() {
            let digit = usize::from(peek(at) - b'0');
            let wider = width.unwrap_or(0usize).saturating_mul(10);
            width = Some(wider.saturating_add(digit).min(i32::MAX as usize));
            at += 1;
        }
        let mut modifier = 0;
        if matches!(peek(at), b'E' | b'O') {
            modifier = peek(at);
            at += 1;
        }
        let colons = text[at..].iter().take_while(|&&b| b == b':').count();
        at += colons;
        let mut letter = peek(at);
        if colons > 0 && letter != b'z' {
            // The directive ends with the first colon. The others are text.
            at -= colons - 1;
            letter = 0;
        } else if letter == b'%' && at > 1 {
            letter = 0; // This `%` starts the next directive.
        } else {
            at += 1;
        }
        Self {
            text: &text[..at.min(text.len())],
            pad,
            upper,
            opposite,
            width,
            modifier,
            colons,
            letter,
        }
    }

    /// Returns a directive for `letter`, without modifiers.
    fn plain(letter: u8, pad: Option<Pad>, width: Option<usize>) -> Directive<'static> {
        Directive {
            text: b"",
            pad,
            upper: false,
            opposite: false,
            width,
            modifier: 0,
            colons: 0,
            letter,
        }
    }

    /// Appends the field. `year_pad` is the padding of the directive that contains this one.
    fn write(&self, out: &mut Text<'_>, moment: &Moment, year_pad: Option<Pad>) -> Option<()> {
        if !self.is_known() {
            // %b and %h apply `#` before they check the modifier.
            let upper = self.upper || self.opposite && matches!(self.letter, b'b' | b'h');
            Directive { upper, ..*self }.string(out, self.text);
            return Some(());
        }
        match self.letter {
            b'%' => out.push(b'%'),
            b'n' => self.string(out, b"\n"),
            b't' => self.string(out, b"\t"),
            b's' => self.signed(out, moment.seconds, 1, Pad::Zeros),
            b'N' => self.fraction(out, moment.nanoseconds),
            _ => self.write_local(out, moment.local()?, year_pad),
        }
        Some(())
    }

    /// Appends a field that depends on the time zone.
    fn write_local(&self, out: &mut Text<'_>, tm: &Tm, year_pad: Option<Pad>) {
        let native;
        let mut tm = tm;
        if self.modifier != b'E' && b"CYbBdehmy".contains(&self.letter) {
            let calendar = Calendar::of_locale();
            native = calendar.date(tm);
            tm = &native;
            if let (b'b' | b'B' | b'h', Some(name)) = (self.letter, calendar.month(tm.mon)) {
                return self.string(out, name.as_bytes());
            }
        }
        match self.letter {
            b'Y' | b'C' | b'y' | b'G' | b'g' => self.year(out, tm, year_pad),
            b'F' => {
                let (pad, width) = match (self.pad, self.width) {
                    (None, None) => (Some(Pad::Signed), 4),
                    (pad, width) => (pad, width.unwrap_or(0).saturating_sub(6)),
                };
                Directive::plain(b'Y', pad, Some(width)).write_local(out, tm, None);
                out.push(b'-');
                self.join(out, b"md", b'-', tm);
            }
            b'D' | b'R' | b'T' => {
                let mut text = Vec::new();
                let parts = &mut Text::held(&mut text);
                match self.letter {
                    b'D' => self.join(parts, b"mdy", b'/', tm),
                    b'R' => self.join(parts, b"HM", b':', tm),
                    _ => self.join(parts, b"HMS", b':', tm),
                }
                self.string(out, &text);
            }
            b'z' => self.offset(out, tm),
            b'Z' => {
                let name = tm.zone.map_or(&b""[..], std::ffi::CStr::to_bytes);
                if self.opposite {
                    self.string_as_is(out, &name.to_ascii_lowercase());
                } else {
                    self.string(out, name);
                }
            }
            _ => match self.numeric(tm) {
                Some((value, digits, pad)) if self.modifier != b'O' => {
                    self.signed(out, i64::from(value), digits, pad);
                }
                _ => self.locale(out, tm),
            },
        }
    }

    /// Returns the value of a numeric field, its minimum number of digits and its padding.
    fn numeric(&self, tm: &Tm) -> Option<(i32, usize, Pad)> {
        let hour12 = (tm.hour + 11).rem_euclid(12) + 1;
        let monday_first = (tm.wday + 6) % 7;
        Some(match self.letter {
            b'd' => (tm.mday, 2, Pad::Zeros),
            b'e' => (tm.mday, 2, Pad::Blanks),
            b'm' => (tm.mon + 1, 2, Pad::Zeros),
            b'j' => (tm.yday + 1, 3, Pad::Zeros),
            b'q' => (tm.mon / 3 + 1, 1, Pad::Zeros),
            b'u' => (monday_first + 1, 1, Pad::Zeros),
            b'w' => (tm.wday, 1, Pad::Zeros),
            b'U' => ((tm.yday - tm.wday + 7) / 7, 2, Pad::Zeros),
            b'W' => ((tm.yday - monday_first + 7) / 7, 2, Pad::Zeros),
            b'V' => (iso_week(tm).1 as i32, 2, Pad::Zeros),
            b'H' => (tm.hour, 2, Pad::Zeros),
            b'k' => (tm.hour, 2, Pad::Blanks),
            b'I' => (hour12, 2, Pad::Zeros),
            b'l' => (hour12, 2, Pad::Blanks),
            b'M' => (tm.min, 2, Pad::Zeros),
            b'S' => (tm.sec, 2, Pad::Zeros),
            _ => return None,
        })
    }

    /// Appends a year, its century, or its last two digits.
    fn year(&self, out: &mut Text<'_>, tm: &Tm, year_pad: Option<Pad>) {
        let year = match self.letter {
            b'G' | b'g' => iso_week(tm).0,
            _ => tm.full_year(),
        };
        let (value, digits, negative) = match self.letter {
            b'Y' | b'G' => (year, 4, year < 0),
            b'C' => (year / 100, 2, year < 0),
            _ => (year % 100, 2, false),
        };
        if self.modifier == b'E' || self.modifier == b'O' && !negative {
            return self.locale(out, tm);
        }
        let pad = self.pad.or(year_pad);
        let most = if digits == 2 { 99 } else { 9999 };
        let wide = self.width.is_some_and(|w| w > digits);
        let sign = match pad {
            _ if negative => Some(b'-'),
            Some(Pad::Signed) if value > most || wide => Some(b'+'),
            _ => None,
        };
        let mut buffer = [0; 20];
        let number = Number {
            sign,
            text: decimal(value.unsigned_abs(), &mut buffer),
            digits,
        };
        self.number(out, &number, pad.unwrap_or(Pad::Zeros));
    }

    /// Appends the fields for `letters`, separated by `between`.
    fn join(&self, out: &mut Text<'_>, letters: &[u8], between: u8, tm: &Tm) {
        for (i, &letter) in letters.iter().enumerate() {
            if i > 0 {
                out.push(between);
            }
            Directive::plain(letter, None, None).write_local(out, tm, self.pad);
        }
    }

    /// Returns whether the letter is a directive with this modifier and these colons.
    fn is_known(&self) -> bool {
        let letters: &[u8] = match (self.modifier, self.colons) {
            (_, 1..=3) => b"z",
            (b'E', 0) => b"cCnpPqrRstTuxXyYzZ",
            (b'O', 0) => b"bBCdeGgHhIjklmMnNpPqrRsStTuUVwWyzZ",
            (_, 0) => b"%aAbBcCdDeFgGhHIjklmMnNpPqrRsStTuUVwWxXyYzZ",
            _ => b"",
        };
        letters.contains(&self.letter)
    }

    /// Appends the result of strftime(3) for the directive, with the flags applied to it.
    fn locale(&self, out: &mut Text<'_>, tm: &Tm) {
        use_category(Category::Time);
        let directive = [b'%', self.modifier, self.letter];
        let directive = match self.modifier {
            0 => &[b'%', self.letter][..],
            _ => &directive,
        };
        let mut buffer = [0; 1024];
        let length = strftime(directive, tm, &mut buffer).len();
        let text = &mut buffer[..length];
        match self.letter {
            b'a' | b'A' | b'b' | b'B' | b'h' if self.opposite => text.make_ascii_uppercase(),
            b'p' if self.opposite => text.make_ascii_lowercase(),
            b'p' | b'P' => {}
            _ => return self.string(out, text),
        }
        self.string_as_is(out, text);
    }

    fn string(&self, out: &mut Text<'_>, text: &[u8]) {
        if self.upper {
            self.string_as_is(out, &text.to_ascii_uppercase());
        } else {
            self.string_as_is(out, text);
        }
    }

    fn string_as_is(&self, out: &mut Text<'_>, text: &[u8]) {
        let fill = match self.pad {
            Some(Pad::Nothing) => None,
            None | Some(Pad::Blanks) => Some(b' '),
            Some(Pad::Zeros | Pad::Signed) => Some(b'0'),
        };
        if let Some(fill) = fill {
            let missing = self.width.unwrap_or(0).saturating_sub(text.len());
            out.pad(missing, fill);
        }
        out.extend_from_slice(text);
    }

    fn signed(&self, out: &mut Text<'_>, value: i64, digits: usize, pad: Pad) {
        let mut buffer = [0; 20];
        let number = Number {
            sign: (value < 0).then_some(b'-'),
            text: decimal(value.unsigned_abs(), &mut buffer),
            digits,
        };
        self.number(out, &number, self.pad.unwrap_or(pad));
    }

    /// Appends a number, padded to its minimum or to the given width.
    fn number(&self, out: &mut Text<'_>, number: &Number<'_>, pad: Pad) {
        let &Number { sign, text, digits } = number;
        let width = self.width.unwrap_or(digits);
        let missing = width.saturating_sub(text.len() + usize::from(sign.is_some()));
        if pad == Pad::Blanks {
            out.pad(missing, b' ');
        }
        out.extend(sign);
        if matches!(pad, Pad::Zeros | Pad::Signed) {
            out.pad(missing, b'0');
        }
        out.extend_from_slice(text);
    }

    /// Appends `%N`. The width is the number of decimal places.
    fn fraction(&self, out: &mut Text<'_>, nanoseconds: u32) {
        let width = self.width.filter(|&w| w > 0).unwrap_or(9);
        let digits = format!("{nanoseconds:09}");
        let mut digits = &digits.as_bytes()[..width.min(9)];
        while let Some((b'0', before)) = digits.split_last()
            && !before.is_empty()
        {
            digits = before;
        }
        out.extend_from_slice(digits);
        let missing = width - digits.len();
        match self.pad {
            Some(Pad::Nothing) => {}
            Some(Pad::Blanks) => out.pad(missing, b' '),
            _ => out.pad(missing, b'0'),
        }
    }

    /// Appends `%z`, `%:z`, `%::z` or `%:::z`.
    fn offset(&self, out: &mut Text<'_>, tm: &Tm) {
        // The zone -00 says that local time is unknown: RFC 3339.
        let unknown = tm.offset == 0 && tm.zone.is_some_and(|z| z.to_bytes().starts_with(b"-"));
        let negative = tm.offset < 0 || unknown;
        if self.modifier == b'O' && self.colons == 0 && !negative {
            return self.locale(out, tm);
        }
        let sign = if negative { b'-' } else { b'+' };
        let seconds = tm.offset.unsigned_abs();
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let (text, digits) = match (self.colons, m, s) {
            (0, ..) => ((h * 100 + m).to_string(), 5),
            (1, ..) | (3, 1.., 0) => (format!("{h}:{m:02}"), 6),
            (3, 0, 0) => (h.to_string(), 3),
            _ => (format!("{h}:{m:02}:{s:02}"), 9),
        };
        let number = Number {
            sign: Some(sign),
            text: text.as_bytes(),
            digits,
        };
        self.number(out, &number, self.pad.unwrap_or(Pad::Zeros));
    }
}

/// Returns the digits of a number.
fn decimal(mut value: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut start = buffer.len();
    loop {
        start -= 1;
        buffer[start] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            return &buffer[start..];
        }
    }
}
