//! Formats: parsed once, printed for each file.

use crate::Answer;
use crate::directive::{Spec, Value, push_digits};
use shared::prelude::*;
use shared::program::output;
use shared::rustix::io::Errno;
use shared::text::escapes;
use shared::text::quoting::{Quoting, Style};
use shared::values::quoting_style;

/// Half of a device number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `H`
    Major,
    /// `L`
    Minor,
}

/// A piece of a format.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(Vec<u8>),
    /// A directive: `%-10s`, `%Hd` with its `H`.
    Directive {
        spec: Spec,
        part: Option<Part>,
        letter: u8,
    },
    /// An invalid directive. It is reported when printing reaches it.
    Invalid(Vec<u8>),
    Warning(String),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Format {
    pub(crate) pieces: Vec<Piece>,
}

/// Collects a line for standard output.
#[derive(Debug, Default)]
pub(crate) struct Printer {
    line: Vec<u8>,
}

impl Format {
    /// Parses the format of `-c`, which ends in a newline that is not given.
    pub(crate) fn of_lines(text: &[u8]) -> Self {
        Self::new(&[text, b"\n"].concat())
    }

    /// Parses the format of `--printf`, with backslash escapes.
    pub(crate) fn with_escapes(text: &[u8]) -> Self {
        Self::read(text, true)
    }

    /// Parses a format without escapes.
    pub(crate) fn new(text: &[u8]) -> Self {
        Self::read(text, false)
    }

    fn read(text: &[u8], escapes: bool) -> Self {
        let mut format = Self::default();
        let mut rest = text;
        while let Some((&first, behind)) = rest.split_first() {
            rest = behind;
            match first {
                b'%' => format.read_directive(&mut rest),
                b'\\' if escapes => format.read_escape(&mut rest),
                _ => format.push(&[first]),
            }
        }
        format
    }

    fn push(&mut self, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.extend_from_slice(bytes),
            _ => self.pieces.push(Piece::Text(bytes.to_vec())),
        }
    }

    /// Parses what follows a percent sign.
    fn read_directive(&mut self, rest: &mut &[u8]) {
        let start = *rest;
        let spec = Spec::take(rest);
        let modified = rest.len() < start.len();
        let invalid = |end: usize| [b"%", &start[..end]].concat();
        let length = start.len() - rest.len();
        match rest.split_first() {
            // The newline is the one that `-c` appends to its format.
            None | Some((b'\n', [])) if modified => {
                self.pieces.push(Piece::Invalid(invalid(length)));
            }
            None => self.push(b"%"),
            Some((b'\n', [])) => self.push(b"%"),
            Some((b'%', behind)) => {
                if modified {
                    self.pieces.push(Piece::Invalid(invalid(length + 1)));
                } else {
                    self.push(b"%");
                }
                *rest = behind;
            }
            Some((&half @ (b'H' | b'L'), behind)) => {
                let letter = behind.first().copied().filter(|l| b"dr".contains(l));
                *rest = &behind[usize::from(letter.is_some())..];
                self.pieces.push(Piece::Directive {
                    spec,
                    part: Some(if half == b'H' {
                        Part::Major
                    } else {
                        Part::Minor
                    }),
                    letter: letter.unwrap_or(b'?'),
                });
            }
            Some((&letter, behind)) => {
                *rest = behind;
                // `%Qn` is kept as `Q`.
                let letter = match (letter, behind.split_first()) {
                    (b'Q', Some((b'n', behind))) => {
                        *rest = behind;
                        b'Q'
                    }
                    (b'Q', _) => b'?',
                    _ => letter,
                };
                self.pieces.push(Piece::Directive {
                    spec,
                    part: None,
                    letter,
                });
            }
        }
    }

    /// Parses what follows a backslash.
    fn read_escape(&mut self, rest: &mut &[u8]) {
        let Some((&letter, behind)) = rest.split_first() else {
            let warning = "warning: backslash at end of format".to_owned();
            self.pieces.push(Piece::Warning(warning));
            return self.push(b"\\");
        };
        if (b'0'..=b'7').contains(&letter) {
            let (byte, _) = escapes::number(rest, 8, 3);
            return self.push(&[byte as u8]);
        }
        *rest = behind;
        if letter == b'x' && behind.first().is_some_and(u8::is_ascii_hexdigit) {
            let (byte, _) = escapes::number(rest, 16, 2);
            return self.push(&[byte as u8]);
        }
        let named = match letter {
            b'"' => Some(letter),
            _ => escapes::named(letter),
        };
        if named.is_none() {
            let letter = char::from(letter);
            let warning = format!("warning: unrecognized escape '\\{letter}'");
            self.pieces.push(Piece::Warning(warning));
        }
        self.push(&[named.unwrap_or(letter)]);
    }

    /// Prints the format; `answer` prints the directives.
    pub(crate) fn print(&self, printer: &mut Printer, answer: Answer<'_>) -> Result {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => printer.line.extend_from_slice(text),
                Piece::Directive { .. } => {
                    if !answer(piece, printer)? {
                        printer.line.push(b'?');
                    }
                }
                Piece::Invalid(text) => {
                    printer.flush()?;
                    let text = quote(OsStr::from_bytes(text));
                    return Err(Error::new(format!("{text}: invalid directive")));
                }
                Piece::Warning(warning) => {
                    printer.flush()?;
                    diagnostics::warning(warning);
                }
            }
        }
        printer.flush()
    }

    /// Returns the letters of the directives.
    pub(crate) fn letters(&self) -> impl Iterator<Item = u8> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Directive { letter, .. } => Some(*letter),
            _ => None,
        })
    }
}

/// Quotes names as QUOTING_STYLE says, which is looked at when the first one is quoted.
#[derive(Debug, Default)]
pub(crate) struct Quotes {
    pub(crate) style: Option<Option<Style>>,
}

impl Quotes {
    /// Returns the quoted name, in the style `usual` if the environment names none.
    pub(crate) fn quoted(&mut self, name: &[u8], usual: Style) -> Vec<u8> {
        let style = *self
            .style
            .get_or_insert_with(quoting_style::from_environment);
        let mut quoted = Vec::new();
        Quoting::new(style.unwrap_or(usual)).push(name, &mut quoted);
        quoted
    }
}

impl Printer {
    /// Adds a value, formatted as its directive says.
    pub(crate) fn put(&mut self, spec: Spec, value: Value) -> Result {
        if spec == Spec::default() {
            match value {
                Value::Text(text) => self.line.extend_from_slice(&text),
                Value::Number(number) => push_digits(number, 10, &mut self.line),
                Value::Octal(number) => push_digits(number, 8, &mut self.line),
                Value::Hex(number) => push_digits(number, 16, &mut self.line),
                Value::Signed(number @ 0..) | Value::Time(number @ 0.., _) => {
                    push_digits(number as u64, 10, &mut self.line);
                }
                value => self.line.extend_from_slice(&spec.render(value).1),
            }
            return Ok(());
        }
        let (fill, text) = spec.render(value);
        if spec.minus {
            self.line.extend_from_slice(&text);
        }
        for _ in 0..fill / 4096 {
            self.line.extend_from_slice(&[b' '; 4096]);
            self.flush()?;
        }
        self.line.resize(self.line.len() + fill % 4096, b' ');
        if !spec.minus {
            self.line.extend_from_slice(&text);
        }
        Ok(())
    }

    /// Prints the line so far, then reports an error.
    pub(crate) fn error(&mut self, message: &str, e: Errno) -> Result {
        self.flush()?;
        diagnostics::error_io(message, &e.into());
        Ok(())
    }

    fn flush(&mut self) -> Result {
        let result = output::stdout().write_all(&self.line);
        self.line.clear();
        Ok(result?)
    }
}
