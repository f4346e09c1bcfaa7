//! cut: print selected parts of lines. GNU manual node "cut invocation"; POSIX cut.
//!
//! Of a long line no more is held than what it takes to know whether it has a delimiter; but of
//! one whose fields end as lines do, each field.

mod fields;
mod long;
mod positions;

use fields::{Delimiter, Fields};
use positions::Positions;
use shared::input::files::{Input, for_each_input};
use shared::input::lines::Lines;
use shared::memchr::memmem;
use shared::prelude::*;
use shared::program::output;
use shared::text::characters::Character;
use shared::values::ranges::{self, FIELDS, POSITIONS, Range};

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Bytes that there is room for behind a block, so that each copy may take a few more.
const ROOM: usize = 64;

/// A line that is longer is cut piece by piece.
const LONG: usize = 1024 * 1024;

/// What a list selects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Bytes,
    Characters,
    Fields,
}

/// Runs cut.
pub fn run(args: Args) -> Result {
    let (mut list, mut by) = (None, By::Bytes);
    let mut delimiter = None;
    let mut out_delimiter = None;
    let mut whole_characters = false;
    let mut complement = false;
    let mut only_delimited = false;
    let mut end = b'\n';
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "bytes" | "characters" | "fields" | "F" => {
                if list.replace(option.value()).is_some() {
                    return Err(Error::usage("only one list may be specified"));
                }
                by = match option.name {
                    "bytes" => By::Bytes,
                    "characters" => By::Characters,
                    _ => By::Fields,
                };
                if option.name == "F" {
                    delimiter = Some(Delimiter::Blanks { trim: false });
                    out_delimiter = Some(b" ".to_vec());
                }
            }
            "delimiter" => delimiter = Some(one_character(option.value())?),
            "w" => delimiter = Some(Delimiter::Blanks { trim: false }),
            "whitespace-delimited" => delimiter = Some(blanks(option.optional())?),
            "n" => whole_characters = true,
            "complement" => complement = true,
            "only-delimited" => only_delimited = true,
            "output-delimiter" => {
                // Nothing stands for NUL here, too.
                let text = option.value().as_bytes();
                out_delimiter = Some(if text.is_empty() { b"\0" } else { text }.to_vec());
            }
            _ => end = b'\0', // -z
        }
    }
    let Some(list) = list else {
        return Err(Error::usage(
            "you must specify a list of bytes, characters, or fields",
        ));
    };
    if by != By::Fields && delimiter.is_some() {
        return Err(Error::usage(
            "an input delimiter may be specified only when operating on fields",
        ));
    }
    if by != By::Fields && only_delimited {
        return Err(Error::usage(
            "suppressing non-delimited lines makes sense\n\tonly when operating on fields",
        ));
    }
    let unit = if by == By::Fields {
        &FIELDS
    } else {
        &POSITIONS
    };
    let mut ranges = ranges::parse(list, unit)?;
    if complement {
        ranges = ranges::complement(&ranges);
    }
    let cut = match by {
        By::Fields => Cut::Fields(Fields::new(
            delimiter.unwrap_or(Delimiter::Byte(b'\t')),
            out_delimiter,
            only_delimited,
        )),
        _ => Cut::Positions(Positions::new(
            by == By::Characters,
            whole_characters,
            out_delimiter.unwrap_or_default(),
        )),
    };
    let (mut lines, mut out) = (Lines::new(end), Vec::new());
    for_each_input(&options.operands(), &mut |input| {
        let result = cut.file(input, &mut lines, &ranges, end, &mut out);
        write_out(&mut out)?;
        result
    })
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "cut",
        "OPTION... [FILE]...",
        "Print the selected parts of each line of each FILE.",
    )
    .args([
        value("-b, --bytes", "LIST", "select these bytes"),
        value("-c, --characters", "LIST", "select these characters"),
        flag("--complement", "select what is not in LIST"),
        value(
            "-d, --delimiter",
            "DELIM",
            "fields stand between DELIMs, not TABs",
        ),
        value(
            "-f, --fields",
            "LIST",
            "select these fields, and lines without any delimiter but for -s",
        ),
        value("-F", "LIST", "the same as -w -O ' ' -f LIST"),
        flag("-n", "with -b, don't split characters of several bytes"),
        value(
            "-O, --output-delimiter",
            "STRING",
            "print STRING between what is selected; for fields, the default is the delimiter",
        ),
        flag("-s, --only-delimited", "leave out lines without delimiters"),
        flag("-w", "fields stand between blanks, as many as there are"),
        optional(
            "--whitespace-delimited",
            "trimmed",
            "the same; trimmed: but for those around all",
        ),
        flag("-z, --zero-terminated", "lines end in NUL, not in newline"),
    ])
    .after_help(
        "Just one of -b, -c, -f and -F is used. A LIST is one range or several with commas\n\
         between them: N, N-M, N- (to the end) or -M (from the start), counted from 1. What is\n\
         selected is printed once and in the order of the input.\n\n\
         With no FILE, or when FILE is -, read standard input.",
    )
}

/// What is done to each line.
enum Cut {
    Positions(Positions),
    Fields(Fields),
}

impl Cut {
    fn file(
        &self,
        input: &Input,
        lines: &mut Lines,
        ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        if let Self::Fields(fields) = self
            && fields.are_lines(end)
        {
            return fields.cut_lines(input, lines, ranges, end, out);
        }
        while let Some(block) = lines.block_within(input, LONG)? {
            if block.last() != Some(&end) {
                let mut line = long::Line::new(self, ranges, end);
                line.go_on(block, out);
                let result = line.read_on(input, lines, out);
                line.finish(out);
                result?;
                continue;
            }
            match self {
                Self::Fields(fields) => fields.cut_block(block, ranges, end, out)?,
                Self::Positions(positions) => positions.cut_block(block, ranges, end, out)?,
            }
            // Somebody may be waiting for the lines so far.
            write_out(out)?;
        }
        Ok(())
    }
}

fn write_out(out: &mut Vec<u8>) -> io::Result<()> {
    stdout().write_all(out).map_err(output::fatal)?;
    out.clear();
    Ok(())
}

/// The value of -d: a character, or nothing for NUL.
fn one_character(given: &OsStr) -> Result<Delimiter> {
    match given.as_bytes() {
        b"" => Ok(Delimiter::Byte(b'\0')),
        &[byte] => Ok(Delimiter::Byte(byte)),
        text if Character::first_of(text).len == text.len() => Ok(Delimiter::Text(Box::new(
            memmem::Finder::new(text).into_owned(),
        ))),
        _ => Err(Error::usage("the delimiter must be a single character")),
    }
}

/// The value of --whitespace-delimited.
fn blanks(given: Option<&OsStr>) -> Result<Delimiter> {
    let trim = match given {
        Some(word) => keyword("--whitespace-delimited", word, &[("trimmed", 1)])? == 1,
        None => false,
    };
    Ok(Delimiter::Blanks { trim })
}
