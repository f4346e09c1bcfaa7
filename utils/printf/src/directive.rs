//! Directives: what stands behind a percent sign.

use crate::arguments::Arguments;
use crate::{escapes, number};
use shared::prelude::*;
use shared::program::output;
use shared::rustix::io::Errno;
use shared::sys::long_double::LongDouble;
use shared::sys::printf::Integer;
use shared::text::locale::{Category, use_category};
use shared::text::quoting::{Quoting, Style};
use std::ffi::CString;
use std::ops::ControlFlow;

/// A directive as far as it was read.
struct Directive<'a> {
    /// What stands behind the percent sign.
    text: &'a [u8],
    at: usize,
    flags: Vec<u8>,
    width: i32,
    precision: Option<i32>,
}

/// Appends what a directive asks for. `format` stands behind the percent sign, and is left behind
/// the directive. Breaks where an argument ends all output.
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
        flags: Vec::new(),
        width: 0,
        precision: None,
    };
    let place = directive.place();
    let bare = directive.at;
    directive.read_flags();
    if let Some(width) = directive.read_width(arguments)? {
        directive.width = width;
    }
    if directive.take(b'.') {
        directive.precision = directive.read_precision(arguments)?;
    }
    let modified = directive.at;
    while directive.peek().is_some_and(|b| b"hlLjtz".contains(&b)) {
        directive.at += 1;
    }
    let Some(letter) = directive.peek() else {
        return Err(directive.invalid());
    };
    directive.at += 1;
    let quoted_or_escaped = matches!(letter, b'b' | b'q');
    if quoted_or_escaped && directive.at != bare + 1 || !directive.fits(letter, modified) {
        return Err(directive.invalid());
    }
    *format = &format[directive.at..];
    let argument = arguments.take(place);
    match letter {
        b'b' => {
            let argument = argument.unwrap_or_default();
            return escapes::push_all(argument.as_bytes(), out);
        }
        b'q' => {
            let quoting = Quoting::new(Style::ShellEscape);
            argument.inspect(|argument| quoting.push(argument.as_bytes(), out));
        }
        b's' => directive.push_text(argument.unwrap_or_default().as_bytes(), out)?,
        b'c' => {
            // Of an empty argument, the NUL at its end.
            let first = argument.unwrap_or_default().as_bytes().first();
            directive.push_text(&[first.copied().unwrap_or(0)], out)?;
        }
        b'd' | b'i' => {
            let number = Integer::Signed(number::signed(argument));
            let format = directive.for_c(Integer::MODIFIER, letter);
            directive.push_number(&mut |out| number.format(&format, out), out)?;
        }
        b'o' | b'u' | b'x' | b'X' => {
            let number = Integer::Unsigned(number::unsigned(argument));
            let format = directive.for_c(Integer::MODIFIER, letter);
            directive.push_number(&mut |out| number.format(&format, out), out)?;
        }
        _ => {
            use_category(Category::Numeric);
            let number = number::float(argument);
            let format = directive.for_c(LongDouble::MODIFIER, letter);
            directive.push_number(&mut |out| number.format(&format, out), out)?;
        }
    }
    Ok(ControlFlow::Continue(()))
}

impl Directive<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The digits that come next.
    fn digits(&mut self) -> &str {
        let digits = &self.text[self.at..];
        let count = digits.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        std::str::from_utf8(&digits[..count]).unwrap_or_default()
    }

    /// `N$`: the number of an argument.
    fn place(&mut self) -> Option<usize> {
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
        while let Some(flag) = self.peek().filter(|b| b"-+ #0'I".contains(b)) {
            if matches!(flag, b'\'' | b'I') {
                use_category(Category::Numeric);
                use_category(Category::Ctype);
            }
            self.flags.push(flag);
            self.at += 1;
        }
    }

    fn read_width(&mut self, arguments: &mut Arguments<'_>) -> Result<Option<i32>> {
        if !self.take(b'*') {
            return self.literal();
        }
        let Some(argument) = arguments.take(self.place()) else {
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

    /// A negative one is as good as none.
    fn read_precision(&mut self, arguments: &mut Arguments<'_>) -> Result<Option<i32>> {
        if !self.take(b'*') {
            return Ok(Some(self.literal()?.unwrap_or(0)));
        }
        let Some(argument) = arguments.take(self.place()) else {
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

    /// A number in the format itself. printf(3) prints nothing where it is too large.
    fn literal(&mut self) -> Result<Option<i32>> {
        match self.digits() {
            "" => Ok(None),
            digits => match digits.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Error::new("write error")),
            },
        }
    }

    /// Is the conversion one that flags, precision and length modifiers go with?
    fn fits(&self, letter: u8, modified: usize) -> bool {
        let none_of =
            |flag: u8, letters: &[u8]| !self.flags.contains(&flag) || !letters.contains(&letter);
        let precise = self.text[..modified].contains(&b'.');
        b"aAbcdeEfFgGioqsuxX".contains(&letter)
            && none_of(b'\'', b"aAceEosxX")
            && none_of(b'I', b"aAceEosxX")
            && none_of(b'#', b"cdisu")
            && none_of(b'0', b"cs")
            && !(precise && letter == b'c')
    }

    /// The error of a directive that is none; its bytes need not be text.
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

    /// Appends a number, for which there may be too little memory.
    fn push_number(&self, push: &mut dyn FnMut(&mut Vec<u8>), out: &mut Vec<u8>) -> Result {
        /// More than the digits of any number.
        const DIGITS: usize = 20_000;
        let width = self.width.unsigned_abs() as usize;
        let precision = self.precision.unwrap_or(0).unsigned_abs() as usize;
        let failed = || output::write_error(&Errno::NOMEM.into());
        if out.try_reserve(width + precision + DIGITS).is_err() {
            return Err(failed());
        }
        let start = out.len();
        push(out);
        // printf(3) takes memory too, and what is as wide as that is not empty.
        if out.len() - start < width {
            return Err(failed());
        }
        Ok(())
    }

    /// The directive as printf(3) is to be given it.
    fn for_c(&self, modifier: &str, letter: u8) -> CString {
        let mut text = vec![b'%'];
        text.extend_from_slice(&self.flags);
        if self.width != 0 {
            text.extend(self.width.to_string().bytes());
        }
        if let Some(precision) = self.precision {
            text.push(b'.');
            text.extend(precision.to_string().bytes());
        }
        text.extend(modifier.bytes());
        text.push(letter);
        CString::new(text).unwrap_or_default()
    }
}

/// Blanks, of which there may be more than should be kept in memory.
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
