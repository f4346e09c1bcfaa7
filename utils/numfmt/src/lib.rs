//! numfmt: convert numbers from and to human-readable forms. GNU manual node "numfmt invocation".

mod decimal;
mod format;
mod number;
mod round;
mod scale;
mod settings;

use number::{Conversion, Failure};
use settings::{Invalid, Settings};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::memchr::memchr;
use shared::prelude::*;
use shared::text::characters::Character;
use shared::text::locale;
use shared::values::ranges::Range;

/// The exit status if a number could not be converted.
const NOT_CONVERTED: i32 = 2;

/// The size from which on collected output is written.
const FULL: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let mut numfmt = Numfmt {
        delimiter: settings.delimiter,
        fields: settings.fields.clone(),
        end: settings.end,
        invalid: settings.invalid,
        debug: settings.debug,
        header: settings.header,
        conversion: Conversion::new(settings),
        all_valid: true,
        out: Vec::new(),
    };
    let result = numfmt.convert(&operands);
    // Print what was converted before the message about a mistake.
    numfmt.write_out()?;
    result?;
    if !numfmt.all_valid {
        if numfmt.debug {
            diagnostics::warning("failed to convert some of the input numbers");
        }
        if numfmt.invalid == Invalid::Fail {
            status::set(NOT_CONVERTED);
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "numfmt",
        "[OPTION]... [NUMBER]...",
        "Convert numbers from and to human-readable forms like 1.5K.",
    )
    .listed_first("from from-unit field format delimiter debug")
    .options(options![
        flag("--debug", "warn about invalid input"),
        flag("---debug, --dev-debug", ""),
        value(
            "-d, --delimiter",
            "X",
            "fields are separated by X instead of blanks",
        ),
        value(
            "--field",
            "FIELDS",
            "convert these fields instead of the first one",
        ),
        value(
            "--format",
            "FORMAT",
            "print numbers in this printf-like FORMAT",
        ),
        value("--from", "UNIT", "interpret suffixes of the input as UNIT"),
        value("--from-unit", "N", "multiply input numbers by N (1)"),
        flag("--grouping", "group digits as the locale does"),
        optional("--header", "N", "copy the first N lines (1) unchanged"),
        value(
            "--invalid",
            "MODE",
            "on invalid numbers: abort (the default), fail, warn or ignore",
        ),
        value(
            "--padding",
            "N",
            "pad numbers to N columns, right-aligned; with -N, left-aligned",
        ),
        value(
            "--round",
            "METHOD",
            "round up, down, from-zero (the default), towards-zero or nearest",
        ),
        value(
            "--suffix",
            "SUFFIX",
            "print SUFFIX after numbers, and accept it in the input",
        ),
        value(
            "--to",
            "UNIT",
            "scale the output, with the suffixes of UNIT",
        ),
        value("--to-unit", "N", "divide output numbers by N (1)"),
        value(
            "--unit-separator",
            "SEP",
            "print SEP between number and unit, and accept it in the input",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes(
        "\
Without NUMBERs, the lines of standard input are converted.

UNIT is one of:
  none    suffixes are an error (the default)
  auto    K means 1000, Ki means 1024
  si      K means 1000
  iec     K means 1024
  iec-i   Ki means 1024

The suffixes are K, M, G, T, P, E, Z, Y, R, Q. FIELDS are N, N-M, N-, -M or - (all), \
separated by commas. FORMAT contains one %f, which may have the flag ' (as --grouping), a \
width (as --padding; with 0, padded with zeros; with -, left-aligned) and a precision, as in \
%'-10.2f.",
    )
}

/// Converts the selected fields of lines.
struct Numfmt {
    conversion: Conversion,
    delimiter: Option<&'static [u8]>,
    fields: Vec<Range>,
    end: u8,
    invalid: Invalid,
    debug: bool,
    header: u64,
    all_valid: bool,
    out: Vec<u8>,
}

impl Numfmt {
    fn convert(&mut self, operands: &[&'static OsStr]) -> Result {
        if !operands.is_empty() {
            if self.debug && self.header > 0 {
                diagnostics::warning("--header ignored with command-line input");
            }
            return operands
                .iter()
                .try_for_each(|operand| self.line(operand.as_bytes(), true));
        }
        let input = Input::open(OsStr::new("-")).map_err(read_error)?;
        let end = self.end;
        let mut lines = Lines::new(end);
        let mut header = self.header;
        while let Some(block) = lines.block(&input).map_err(read_error)? {
            for line in block.split_inclusive(|&byte| byte == end) {
                let (text, ended) = match line.strip_suffix(&[end]) {
                    Some(text) => (text, true),
                    None => (line, false),
                };
                if header > 0 {
                    header -= 1;
                    self.out.extend_from_slice(line);
                    continue;
                }
                self.line(text, ended)?;
            }
            // The reader of a pipe may be waiting for the lines so far.
            self.write_out()?;
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8], ended: bool) -> Result {
        // Like GNU, ignore the rest of a line after a NUL.
        let line = line.split(|&byte| byte == 0).next().unwrap_or_default();
        let mut rest = line;
        let mut number = 0_usize;
        loop {
            number += 1;
            let len = self.field_len(rest);
            self.field(&rest[..len], number)?;
            rest = &rest[len..];
            if rest.is_empty() {
                break;
            }
            let delimiter = self.delimiter.unwrap_or(b" ");
            self.out.extend_from_slice(delimiter);
            rest = &rest[delimiter.len()..];
        }
        if ended {
            self.out.push(self.end);
        }
        if self.out.len() >= FULL {
            self.write_out()?;
        }
        Ok(())
    }

    fn write_out(&mut self) -> io::Result<()> {
        let written = stdout().write_all(&self.out);
        // What could not be written is not tried again.
        self.out.clear();
        written
    }

    /// Returns the length of the first field. Blanks before a field are part of it.
    fn field_len(&self, rest: &[u8]) -> usize {
        match self.delimiter {
            Some(&[byte]) if byte < 0x80 && locale::is_utf8() || !locale::is_multibyte() => {
                memchr(byte, rest).unwrap_or(rest.len())
            }
            // A byte of the delimiter may also be part of another character.
            Some(delimiter) => {
                let mut start = 0;
                while start < rest.len() {
                    let len = Character::first_of(&rest[start..]).len;
                    if rest[start..start + len] == *delimiter {
                        break;
                    }
                    start += len;
                }
                start
            }
            None => {
                let start = rest.iter().take_while(|&&byte| separates(byte)).count();
                let len = rest[start..].iter().position(|&byte| separates(byte));
                len.map_or(rest.len(), |len| start + len)
            }
        }
    }

    fn field(&mut self, text: &[u8], number: usize) -> Result {
        let selected = |range: &Range| (range.first..=range.last).contains(&number);
        if !self.fields.iter().any(selected) {
            self.out.extend_from_slice(text);
            return Ok(());
        }
        let text = self.conversion.without_suffix(text);
        match self.conversion.convert(text, number, &mut self.out) {
            Ok(()) => Ok(()),
            Err(Failure::Fatal(e)) => Err(e),
            Err(Failure::Number(message)) => {
                if self.invalid != Invalid::Ignore {
                    self.write_out()?;
                    if self.invalid == Invalid::Abort {
                        return Err(Error::new(message).with_status(NOT_CONVERTED));
                    }
                    diagnostics::warning(&message);
                }
                self.all_valid = false;
                self.out.extend_from_slice(text);
                Ok(())
            }
        }
    }
}

/// Returns whether the byte separates fields if there is no `--delimiter`.
fn separates(byte: u8) -> bool {
    is_blank(byte) || byte == b'\n'
}

/// Returns whether the byte may precede a number.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn read_error(e: io::Error) -> Error {
    Error::io("error reading input", &e)
}
