//! Directives: a percent sign and the conversion after it.

use crate::arguments::Arguments;
use crate::{escapes, number};
use shared::prelude::*;
use shared::program::memory::has_memory;
use shared::program::output;
use shared::rustix::io::Errno;
use shared::sys::long_double::LongDouble;
use shared::sys::printf::Integer;
use shared::text::locale::{Category, use_category};
use shared::text::quoting::{Quoting, Style};
use std::ffi::CStr;
use std::ops::ControlFlow;

/// A directive while it is read.
struct Directive<'a> {
    /// The rest of the format after the percent sign.
    text: &'a [u8],
    /// How many bytes of it were read.
    at: usize,
    flags: &'a [u8],
    width: i32,
    precision: Option<i32>,
}

/// Appends the output of the directive at the start of `format`, which follows a percent sign,
/// and advances `format` past it. Breaks at a `\c` in an argument.
pub(crate) fn push(
    format: &mut &[u8],
    arguments: &mut Arguments<'_>,
    out: &mut Vec<u8>,
) -> Result<ControlFlow<()>> {
    if let Some(rest) = format.strip_prefix(b"%") {
        *format = rest;
        out.push(b'%');
        return Ok(ControlFlow::Continue(()));
    }
    let mut directive = Directive {
        text: format,
        at: 0,
        flags: b"",
        width: 0,
        precision: None,
    };
    if let Some((&letter, rest)) = format.split_first()
        && is_conversion(letter)
    {
        *format = rest;
        return directive.push(letter, arguments.take(None), out);
    }
    let number = directive.argument_number();
    let letter = directive.read(arguments)?;
    *format = &format[directive.at..];
    directive.push(letter, arguments.take(number), out)
}

impl Directive<'_> {
    /// Reads flags, width, precision and length modifiers. Returns the letter of the conversion.
    fn read(&mut self, arguments: &mut Arguments<'_>) -> Result<u8> {
        let bare = self.at;
        self.read_flags();
        if let Some(width) = self.read_width(arguments)? {
            self.width = width;
        }
        if self.take(b'.') {
            self.precision = self.read_precision(arguments)?;
        }
        let modified = self.at;
        while self.peek().is_some_and(|b| b"hlLjtz".contains(&b)) {
            self.at += 1;
        }
        let Some(letter) = self.peek() else {
            return Err(self.invalid());
        };
        self.at += 1;
        let valid = match letter {
            b'b' | b'q' => self.at == bare + 1,
            _ => self.fits(letter, modified),
        };
        if valid {
            Ok(letter)
        } else {
            Err(self.invalid())
        }
    }

    /// Appends an argument as the conversion `letter` prints it. Breaks at a `\c` in it.
    fn push(
        &self,
        letter: u8,
        argument: Option<&'static OsStr>,
        out: &mut Vec<u8>,
    ) -> Result<ControlFlow<()>> {
        let text = argument.unwrap_or_default().as_bytes();
        match letter {
            b'b' => return escapes::push_all(text, out),
            b'q' if argument.is_some() => Quoting::new(Style::ShellEscape).push(text, out),
            b'q' => {} // A missing argument prints nothing, an empty one ''.
            b's' => self.push_text(text, out)?,
            // The first byte of an empty argument is the NUL at its end.
            b'c' => self.push_text(&[text.first().copied().unwrap_or(0)], out)?,
            b'd' | b'i' => {
                let number = number::signed(argument);
                if self.is_bare() {
                    write!(out, "{number}")?;
                    return Ok(ControlFlow::Continue(()));
                }
                let number = Integer::Signed(number);
                let format = self.for_c(Integer::MODIFIER, letter);
                self.push_number(&format, &mut |format, out| number.format(format, out), out)?;
            }
            b'o' | b'u' | b'x' | b'X' => {
                let number = number::unsigned(argument);
                if self.is_bare() {
                    match letter {
                        b'o' => write!(out, "{number:o}")?,
                        b'u' => write!(out, "{number}")?,
                        b'x' => write!(out, "{number:x}")?,
                        _ => write!(out, "{number:X}")?,
                    }
                    return Ok(ControlFlow::Continue(()));
                }
                let number = Integer::Unsigned(number);
                let format = self.for_c(Integer::MODIFIER, letter);
                self.push_number(&format, &mut |format, out| number.format(format, out), out)?;
            }
            _ => {
                use_category(Category::Numeric);
                let number = number::float(argument)?;
                let format = self.for_c(LongDouble::MODIFIER, letter);
                self.push_number(&format, &mut |format, out| number.format(format, out), out)?;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Returns whether there is nothing but the letter. Many arguments are then printed without
    /// printf(3), which takes twice as long.
    fn is_bare(&self) -> bool {
        self.flags.is_empty() && self.width == 0 && self.precision.is_none()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads the digits that come next.
    fn digits(&mut self) -> &str {
        let digits = &self.text[self.at..];
        let count = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        // Digits are ASCII.
        std::str::from_utf8(&digits[..count]).unwrap_or_default()
    }

    /// Reads `N$`, the number of an argument, if it comes next.
    fn argument_number(&mut self) -> Option<usize> {
        let start = self.at;
        let digits = self.digits();
        let zero = digits.bytes().all(|b| b == b'0');
        let number = digits.parse().unwrap_or(usize::MAX);
        if !zero && self.take(b'$') {
            return Some(number);
        }
        self.at = start;
        None
    }

    fn read_flags(&mut self) {
        let start = self.at;
        while let Some(flag) = self.peek().filter(|b| b"-+ #0'I".contains(b)) {
            if matches!(flag, b'\'' | b'I') {
                use_category(Category::Numeric);
                use_category(Category::Ctype);
            }
            self.at += 1;
        }
        self.flags = &self.text[start..self.at];
    }

    fn read_width(&mut self, arguments: &mut Arguments<'_>) -> Result<Option<i32>> {
        if !self.take(b'*') {
            return self.literal();
        }
        let Some(argument) = arguments.take(self.argument_number()) else {
            return Ok(None);
        };
        match i32::try_from(number::signed(Some(argument))) {
            Ok(width) => Ok(Some(width)),
            Err(_) => Err(Error::new(format!(
                "invalid field width: {}",
                quote(argument)
            ))),
        }
    }

    /// Reads the precision after the point. A negative argument means no precision.
    fn read_precision(&mut self, arguments: &mut Arguments<'_>) -> Result<Option<i32>> {
        if !self.take(b'*') {
            return Ok(Some(self.literal()?.unwrap_or(0)));
        }
        let Some(argument) = arguments.take(self.argument_number()) else {
            return Ok(Some(0));
        };
        match number::signed(Some(argument)) {
            ..0 => Ok(None),
            precision => match i32::try_from(precision) {
                Ok(precision) => Ok(Some(precision)),
                Err(_) => Err(Error::new(format!(
                    "invalid precision: {}",
                    quote(argument)
                ))),
            },
        }
    }

    /// Reads a number in the format itself. If it is too large, printf(3) fails.
    fn literal(&mut self) -> Result<Option<i32>> {
        match self.digits() {
            "" => Ok(None),
            digits => match digits.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Error::new("write error")),
            },
        }
    }

    /// Returns whether `letter` is a conversion that allows the flags and the precision. The
    /// length modifiers start at `modified`.
    fn fits(&self, letter: u8, modified: usize) -> bool {
        let none_of =
            |flag: u8, letters: &[u8]| !self.flags.contains(&flag) || !letters.contains(&letter);
        let precise = self.text[..modified].contains(&b'.');
        is_conversion(letter)
            && none_of(b'\'', b"aAceEosxX")
            && none_of(b'I', b"aAceEosxX")
            && none_of(b'#', b"cdisu")
            && none_of(b'0', b"cs")
            && !(precise && letter == b'c')
    }

    /// Reports an invalid directive. Its bytes need not be text, so they are printed unchanged.
    fn invalid(&self) -> Error {
        let text = &self.text[..self.at];
        diagnostics::warning_bytes(&[b"%", text, b": invalid conversion specification"].concat());
        Error::exit(status::failure())
    }

    fn push_text(&self, text: &[u8], out: &mut Vec<u8>) -> Result {
        let shown = match self.precision {
            Some(precision) => text.len().min(precision.unsigned_abs() as usize),
            None => text.len(),
        };
        let padding = (self.width.unsigned_abs() as usize).saturating_sub(shown);
        let left = self.width < 0 || self.flags.contains(&b'-');
        if !left {
            push_blanks(padding, out)?;
        }
        out.extend_from_slice(&text[..shown]);
        if left {
            push_blanks(padding, out)?;
        }
        Ok(())
    }

    /// Appends a number. Fails like GNU's printf if its width takes more memory than there is.
    fn push_number(
        &self,
        format: &[u8],
        push: &mut dyn FnMut(&CStr, &mut Vec<u8>) -> io::Result<()>,
        out: &mut Vec<u8>,
    ) -> Result {
        /// More digits than any number has.
        const DIGITS: usize = 20_000;
        let width = self.width.unsigned_abs() as usize;
        let precision = self.precision.unwrap_or(0).unsigned_abs() as usize;
        let failed = || output::write_error(&Errno::NOMEM.into());
        let room = width + precision + DIGITS;
        if out.capacity() - out.len() < room {
            if !has_memory(out.len().saturating_add(room)) {
                return Err(failed());
            }
            out.reserve(room);
        }
        // There is one NUL, at the end.
        let format = CStr::from_bytes_until_nul(format).unwrap_or_default();
        push(format, out).map_err(|_| failed())
    }

    /// Returns the directive as a format of printf(3), with its NUL.
    fn for_c(&self, modifier: &str, letter: u8) -> Vec<u8> {
        let mut text = Vec::with_capacity(32);
        text.push(b'%');
        text.extend_from_slice(self.flags);
        if self.width != 0 {
            text.extend(self.width.to_string().bytes());
        }
        if let Some(precision) = self.precision {
            text.push(b'.');
            text.extend(precision.to_string().bytes());
        }
        text.extend(modifier.bytes());
        text.extend([letter, 0]);
        text
    }
}

fn is_conversion(letter: u8) -> bool {
    matches!(
        letter,
        b'a'..=b'g' | b'i' | b'o' | b'q' | b's' | b'u' | b'x' | b'A' | b'E'..=b'G' | b'X'
    )
}

/// Appends blanks. Writes them out in between, because a width may be larger than the memory.
fn push_blanks(count: usize, out: &mut Vec<u8>) -> Result {
    const BLOCK: usize = 64 * 1024;
    for _ in 0..count / BLOCK {
        out.resize(out.len() + BLOCK, b' ');
        stdout().write_all(out)?;
        out.clear();
    }
    out.resize(out.len() + count % BLOCK, b' ');
    Ok(())
}
