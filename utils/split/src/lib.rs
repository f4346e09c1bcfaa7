//! split: split a file into pieces. GNU manual node "split invocation"; POSIX split.

mod chunks;
mod names;
mod pieces;
mod robin;
mod sizes;
mod ways;
mod whole;

use names::{Names, Suffix};
use pieces::Pieces;
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::human::{self, parse_size};
use ways::Way;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// What holds for all ways to split.
struct Split {
    input: Input,
    delimiter: u8,
    elide_empty: bool,
    unbuffered: bool,
}

/// Runs split.
pub fn run(args: Args) -> Result {
    let mut way = None;
    let mut suffix = Suffix::default();
    let (mut additional, mut filter) = (None, None);
    let (mut delimiter, mut digits_in) = (None, None);
    let (mut elide_empty, mut unbuffered, mut verbose) = (false, false, false);
    let mut options = args.parse(cli);
    loop {
        let argument = options
            .peek()
            .map(OsStr::as_encoded_bytes)
            .map(<[u8]>::as_ptr);
        let Some(option) = options.next()? else { break };
        let value = option.value();
        match option.name {
            "suffix-length" => suffix.length = names::length(value)?,
            "additional-suffix" => additional = Some(names::additional(value)?),
            "numeric-suffixes" | "d" => suffix.number(10, option.optional())?,
            "hex-suffixes" | "x" => suffix.number(16, option.optional())?,
            "elide-empty-files" => elide_empty = true,
            "filter" => filter = Some(value),
            "separator" => {
                let given = separator(value)?;
                if delimiter.is_some_and(|d| d != given) {
                    return Err(Error::new("multiple separator characters specified"));
                }
                delimiter = Some(given);
            }
            "unbuffered" => unbuffered = true,
            "verbose" => verbose = true,
            "-io-blksize" => block_size(value)?,
            digit if digit.as_bytes()[0].is_ascii_digit() => {
                let so_far = match way {
                    Some(Way::Lines(number)) if digits_in == argument => number,
                    Some(Way::Lines(_)) if digits_in.is_some() => 0,
                    Some(_) => return Err(ways::more_than_one()),
                    None => 0,
                };
                digits_in = argument;
                way = Some(Way::Lines(ways::with_digit(so_far, digit.as_bytes()[0])));
            }
            name => {
                if way.is_some() {
                    return Err(ways::more_than_one());
                }
                way = Some(Way::parse(name, value)?);
            }
        }
    }
    let way = way.unwrap_or(Way::Lines(1000));
    if matches!(way, Way::Lines(0)) {
        let zero = quote(OsStr::new("0"));
        return Err(Error::usage(format!("invalid number of lines: {zero}")));
    }
    let operands = options.operands();
    if let Some(extra) = operands.get(2) {
        return Err(cli::extra_operand(extra));
    }
    let name = operands.first().copied().unwrap_or(OsStr::new("-"));
    let prefix = operands.get(1).copied().unwrap_or(OsStr::new("x"));
    if filter.is_some() && way.is_extracted() {
        let message = "--filter does not process a chunk extracted to stdout";
        return Err(Error::usage(message));
    }
    let names = Names::new(prefix, suffix, additional, way.pieces())?;
    let input = Input::open(name).map_err(|e| {
        let name = quoteaf(name);
        Error::io(format!("cannot open {name} for reading"), &e)
    })?;
    let mut pieces = Pieces::new(names, filter, verbose, &input)?;
    let mut split = Split {
        input,
        delimiter: delimiter.unwrap_or(b'\n'),
        elide_empty,
        unbuffered,
    };
    match way {
        Way::Lines(number) => whole::by_lines(&mut split, number, &mut pieces),
        Way::Bytes(number) => whole::by_bytes(&mut split, number, &mut pieces),
        Way::LineBytes(number) => whole::by_lines_in_bytes(&mut split, number, &mut pieces),
        Way::Chunks(chunks) => chunks::split(&mut split, chunks, &mut pieces),
        Way::LineChunks(chunks) => chunks::split_lines(&mut split, chunks, &mut pieces),
        Way::RoundRobin(chunks) => robin::split(&mut split, chunks, &mut pieces),
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "split",
        "[OPTION]... [FILE [PREFIX]]",
        "Write pieces of FILE to PREFIXaa, PREFIXab, ...; 1000 lines each, PREFIX is 'x'.",
    )
    .args([
        value(
            "-a, --suffix-length",
            "N",
            "make suffixes of N characters (2, and more when those are used up)",
        ),
        value(
            "--additional-suffix",
            "SUFFIX",
            "append SUFFIX to file names",
        ),
        value("-b, --bytes", "SIZE", "put SIZE bytes in each file"),
        value(
            "-C, --line-bytes",
            "SIZE",
            "put as many lines in each file as fit in SIZE bytes",
        ),
        flag("-d", "use numeric suffixes, from 0"),
        optional("--numeric-suffixes", "FROM", "the same, from FROM"),
        flag("-x", "use hexadecimal suffixes, from 0"),
        optional("--hex-suffixes", "FROM", "the same, from FROM"),
        flag("-e, --elide-empty-files", "make no empty files with '-n'"),
        value(
            "--filter",
            "COMMAND",
            "write to the shell COMMAND; the file's name is $FILE",
        ),
        value("-l, --lines", "NUMBER", "put NUMBER lines in each file"),
        value("-n, --number", "CHUNKS", "make CHUNKS files, see below"),
        value(
            "-t, --separator",
            "SEP",
            "lines end in SEP rather than newline; '\\0' is NUL",
        ),
        flag(
            "-u, --unbuffered",
            "copy input to output at once with '-n r/...'",
        ),
        flag("--verbose", "say which files are made"),
        value("---io-blksize", "SIZE", ""),
    ])
    .args(["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"].map(|d| flag(d, "")))
    .after_help(
        "With no FILE, or when FILE is -, read standard input. SIZE may have a suffix:\n\
         b 512, kB 1000, K 1024, MB 1000^2, M 1024^2, and so on for G, T, P, E, Z, Y, R, Q;\n\
         KiB is K.\n\n\
         CHUNKS may be:\n\
         N       N files of equal size\n\
         K/N     the Kth of them, to standard output\n\
         l/N     N files, without splitting lines\n\
         l/K/N   the Kth of them, to standard output\n\
         r/N     N files, a line to each in turn\n\
         r/K/N   the Kth of them, to standard output",
    )
}

fn separator(given: &OsStr) -> Result<u8> {
    match given.as_bytes() {
        b"" => Err(Error::new("empty record separator")),
        b"\\0" => Ok(0),
        &[byte] => Ok(byte),
        _ => Err(Error::new(format!(
            "multi-character separator {}",
            quote(given)
        ))),
    }
}

/// Only checked: how much is read at once is seen by nobody.
fn block_size(given: &OsStr) -> Result {
    match parse_size(given.as_bytes(), "bEGKkMmPTYZ0") {
        Ok(1..) | Err(human::Mistake::TooLarge) => Ok(()),
        Ok(0) => Err(ways::invalid(
            "IO block size",
            given.as_bytes(),
            Errno::RANGE,
        )),
        Err(_) => Err(Error::new(format!(
            "invalid IO block size: {}",
            quote(given)
        ))),
    }
}

impl Split {
    /// Reads a block; the file's name stands before the reason of a failure.
    fn read(&mut self, block: &mut [u8]) -> Result<usize> {
        self.input
            .read(block)
            .map_err(|e| Error::io(quotef(self.input.name), &e))
    }
}
