//! cut: print selected parts of lines.
//!
//! GNU manual node "cut invocation"; POSIX cut. A long line is cut piece by piece. Only the part
//! before its first delimiter has to fit in memory, or each field where fields end as lines do.

mod delimiter;
mod fields;
mod long;
mod pieces;
mod positions;

use delimiter::Delimiter;
use fields::Fields;
use positions::{Positions, Unit};
use shared::input::files::{Input, close_stdin, for_each_input};
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::program::output;
use shared::values::ranges::{self, FIELDS, POSITIONS};

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Spare bytes in the output buffer, so that each copy may write a few more than it has to.
const ROOM: usize = 64;

/// A longer line is cut piece by piece.
const LONG: usize = 1024 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let mut lines = Lines::new(settings.end);
    let cut = settings.cut()?;
    let mut out = Vec::new();
    for_each_input(&operands, &mut |input| {
        let result = cut.file(input, &mut lines, &mut out);
        write_out(&mut out)?;
        result
    })?;
    close_stdin(&operands)
}

/// What a list selects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Bytes,
    Characters,
    Fields,
}

struct Settings {
    list: Option<(By, &'static OsStr)>,
    delimiter: Option<Delimiter>,
    out_delimiter: Option<Vec<u8>>,
    whole_characters: bool,
    complement: bool,
    only_delimited: bool,
    /// The byte that ends lines.
    end: u8,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self {
            list: None,
            delimiter: None,
            out_delimiter: None,
            whole_characters: false,
            complement: false,
            only_delimited: false,
            end: b'\n',
        };
        while let Some(option) = options.next()? {
            let value = option.value();
            match option.name {
                "bytes" => settings.set_list(By::Bytes, value)?,
                "characters" => settings.set_list(By::Characters, value)?,
                "fields" => settings.set_list(By::Fields, value)?,
                "F" => {
                    settings.set_list(By::Fields, value)?;
                    settings.delimiter = Some(Delimiter::Blanks { trim: false });
                    settings.out_delimiter = Some(b" ".to_vec());
                }
                "delimiter" => settings.delimiter = Some(Delimiter::parse(value)?),
                "w" => settings.delimiter = Some(Delimiter::Blanks { trim: false }),
                "whitespace-delimited" => {
                    settings.delimiter = Some(Delimiter::blanks(option.optional())?);
                }
                "n" => settings.whole_characters = true,
                "complement" => settings.complement = true,
                "only-delimited" => settings.only_delimited = true,
                "output-delimiter" => {
                    // As with -d, an empty value is NUL.
                    let text = value.as_bytes();
                    settings.out_delimiter =
                        Some(if text.is_empty() { b"\0" } else { text }.to_vec());
                }
                "zero-terminated" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }

    fn set_list(&mut self, by: By, list: &'static OsStr) -> Result {
        match self.list.replace((by, list)) {
            None => Ok(()),
            Some(_) => Err(Error::usage("only one list may be specified")),
        }
    }

    /// Checks that the options fit together, and returns what is done to each line.
    fn cut(self) -> Result<Cut> {
        let Some((by, list)) = self.list else {
            return Err(Error::usage(
                "you must specify a list of bytes, characters, or fields",
            ));
        };
        if by != By::Fields && self.delimiter.is_some() {
            return Err(Error::usage(
                "an input delimiter may be specified only when operating on fields",
            ));
        }
        if by != By::Fields && self.only_delimited {
            return Err(Error::usage(
                "suppressing non-delimited lines makes sense\n\tonly when operating on fields",
            ));
        }
        let names = match by {
            By::Fields => &FIELDS,
            By::Bytes | By::Characters => &POSITIONS,
        };
        let mut ranges = ranges::parse(list, names)?;
        if self.complement {
            ranges = ranges::complement(&ranges);
        }
        let unit = match by {
            By::Fields => {
                let delimiter = self.delimiter.unwrap_or(Delimiter::Byte(b'\t'));
                let mut fields = Fields::new(delimiter, self.out_delimiter, ranges, self.end);
                fields.only_delimited = self.only_delimited;
                return Ok(Cut::Fields(fields));
            }
            By::Characters => Unit::Characters,
            By::Bytes if self.whole_characters => Unit::WholeCharacters,
            By::Bytes => Unit::Bytes,
        };
        let out_delimiter = self.out_delimiter.unwrap_or_default();
        let positions = Positions::new(unit, out_delimiter, ranges, self.end);
        Ok(Cut::Positions(positions))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "cut",
        "OPTION... [FILE]...",
        "Print selected parts of each line of each FILE.",
    )
    .listed_first("only-delimited output-delimiter")
    .options(options![
        value("-b, --bytes", "LIST", "select these bytes"),
        value("-c, --characters", "LIST", "select these characters"),
        flag("--complement", "select everything that is not in LIST"),
        value(
            "-d, --delimiter",
            "DELIM",
            "fields are separated by DELIM instead of a tab",
        ),
        value(
            "-f, --fields",
            "LIST",
            "select these fields; also print lines without delimiters, unless -s is given",
        ),
        value("-F", "LIST", "the same as -w -O ' ' -f LIST"),
        flag("-n", "with -b, do not split multibyte characters"),
        value(
            "-O, --output-delimiter",
            "STRING",
            "separate selected parts with STRING; the default for fields is the input delimiter",
        ),
        flag("-s, --only-delimited", "omit lines without delimiters"),
        flag("-w", "").shown_with("whitespace-delimited"),
        optional(
            "--whitespace-delimited",
            "trimmed",
            "fields are separated by runs of blanks; with trimmed, ignore leading and trailing \
             blanks",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes(
        "Exactly one of -b, -c, -f and -F must be given. LIST is a range, or several \
         separated by commas: N, N-M, N- (to the end) or -M (from the start), counted from \
         1. The selected parts are printed once, in the order of the input.\n\n\
         Standard input is read if there is no FILE, and for each FILE that is -.",
    )
}

/// What is done to each line.
enum Cut {
    Positions(Positions),
    Fields(Fields),
}

impl Cut {
    fn file(&self, input: &Input, lines: &mut Lines, out: &mut Vec<u8>) -> io::Result<()> {
        if let Self::Fields(fields) = self
            && fields.are_lines()
        {
            return fields.cut_lines(input, lines, out);
        }
        while let Some(block) = lines.block_within(input, LONG)? {
            if block.last() != Some(&self.end()) {
                let mut line = long::Line::new(self);
                line.push(block, out);
                let result = line.read_rest(input, lines, out);
                line.finish(out);
                result?;
                continue;
            }
            match self {
                Self::Fields(fields) => fields.cut_block(block, out)?,
                Self::Positions(positions) => positions.cut_block(block, out)?,
            }
            // The reader of a pipe may be waiting for these lines.
            write_out(out)?;
        }
        Ok(())
    }

    /// Returns the byte that ends lines.
    fn end(&self) -> u8 {
        match self {
            Self::Fields(fields) => fields.end,
            Self::Positions(positions) => positions.end,
        }
    }
}

fn write_out(out: &mut Vec<u8>) -> io::Result<()> {
    let written = stdout().write_all(out).map_err(output::fatal);
    // What could not be written is not tried again.
    out.clear();
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::parse(options);
        });
    }
}
