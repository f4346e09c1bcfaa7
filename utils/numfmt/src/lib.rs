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

pub fn cli() -> Command {
    cli::utility(
        "numfmt",
        "[OPTION]... [NUMBER]...",
        "Convert numbers from and to forms like 1.5K.",
    )
    .args([
        flag("--debug", "warn about input that may not be what was meant"),
        flag("---debug, --dev-debug", ""),
        value(
            "-d, --delimiter",
            "X",
            "fields stand between X, not between blanks",
        ),
        value(
            "--field",
            "FIELDS",
            "convert these fields, not just the first",
        ),
        value(
            "--format",
            "FORMAT",
            "print numbers by this printf-like FORMAT",
        ),
        value("--from", "UNIT", "scale the input by its suffixes"),
        value("--from-unit", "N", "what one in the input stands for"),
        flag(
            "--grouping",
            "print digits in groups, as the locale has them",
        ),
        optional("--header", "N", "print the first N lines (1) as they are"),
        value(
            "--invalid",
            "MODE",
            "for what is no number: abort, fail, warn or ignore",
        ),
        value(
            "--padding",
            "N",
            "put numbers at the right of N columns, at the left of -N",
        ),
        value(
            "--round",
            "METHOD",
            "round up, down, from-zero, towards-zero or nearest",
        ),
        value(
            "--suffix",
            "SUFFIX",
            "print SUFFIX behind numbers, and allow it in the input",
        ),
        value("--to", "UNIT", "scale the output, with suffixes"),
        value("--to-unit", "N", "what one in the output stands for"),
        value(
            "--unit-separator",
            "SEP",
            "print SEP between number and unit, and allow it in the input",
        ),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
    ])
    .after_help(
        "Without NUMBERs, lines of standard input are converted.\n\n\
         UNIT is one of: none (a suffix is a mistake); auto (K is 1000, Ki is 1024); si (K is\n\
         1000); iec (K is 1024); iec-i (Ki is 1024). Suffixes are K M G T P E Z Y R Q.\n\n\
         FIELDS are N, N-M, N-, -M, or all of them (-), with commas between.\n\n\
         FORMAT has one %f, with ' for --grouping, a width for --padding (with 0 in front,\n\
         zeros; with -, at the left) and a precision: %'-10.2f. With a precision, that many\n\
         digits are printed.",
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
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
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
                let start = rest.iter().take_while(|&&byte| is_blank(byte)).count();
                let len = rest[start..].iter().position(|&byte| is_blank(byte));
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
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

fn read_error(e: io::Error) -> Error {
    Error::io("error reading input", &e)
}
