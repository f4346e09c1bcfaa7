//! split: split a file into pieces.
//!
//! GNU manual node "split invocation"; POSIX split. `ways` parses how to split; `whole`, `chunks`
//! and `robin` do it; `names` and `pieces` make the files.

mod chunks;
mod names;
mod pieces;
mod robin;
mod sizes;
mod ways;
mod whole;

use names::{Names, Radix, Suffix};
use pieces::Pieces;
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::human::{self, parse_size};
use ways::Way;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// The input, and the settings that all ways to split share.
struct Split {
    input: Input,
    delimiter: u8,
    elide_empty: bool,
    unbuffered: bool,
}

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let way = settings.way.unwrap_or(Way::Lines(1000));
    if matches!(way, Way::Lines(0)) {
        let zero = quote(OsStr::new("0"));
        return Err(Error::usage(format!("invalid number of lines: {zero}")));
    }
    if let Some(extra) = operands.get(2) {
        return Err(cli::extra_operand(extra));
    }
    let name = operands.first().copied().unwrap_or(OsStr::new("-"));
    let prefix = operands.get(1).copied().unwrap_or(OsStr::new("x"));
    if settings.filter.is_some() && way.is_extracted() {
        let message = "--filter does not process a chunk extracted to standard output";
        return Err(Error::usage(message));
    }
    let names = Names::new(prefix, settings.suffix, settings.additional, way.pieces())?;
    let input = Input::open(name).map_err(|e| {
        let name = quoteaf(name);
        Error::io(format!("cannot open {name} for reading"), &e)
    })?;
    let mut pieces = Pieces::new(names, settings.filter, settings.verbose, &input)?;
    let mut split = Split {
        input,
        delimiter: settings.delimiter.unwrap_or(b'\n'),
        elide_empty: settings.elide_empty,
        unbuffered: settings.unbuffered,
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

#[derive(Default)]
struct Settings {
    way: Option<Way>,
    suffix: Suffix,
    additional: Option<&'static OsStr>,
    filter: Option<&'static OsStr>,
    delimiter: Option<u8>,
    elide_empty: bool,
    unbuffered: bool,
    verbose: bool,
    /// The argument with the last digit of the obsolete form `-NUMBER`. Digits belong together
    /// only if they are in one argument.
    digits_in: Option<*const u8>,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        loop {
            let argument = options.peek().map(|text| text.as_bytes().as_ptr());
            let Some(option) = options.next()? else { break };
            let value = option.value();
            match option.name {
                "suffix-length" => settings.suffix.length = names::length(value)?,
                "additional-suffix" => settings.additional = Some(names::additional(value)?),
                "numeric-suffixes" | "d" => {
                    settings.suffix.number(Radix::Decimal, option.optional())?;
                }
                "hex-suffixes" | "x" => {
                    settings
                        .suffix
                        .number(Radix::Hexadecimal, option.optional())?;
                }
                "elide-empty-files" => settings.elide_empty = true,
                "filter" => settings.filter = Some(value),
                "separator" => {
                    let given = separator(value)?;
                    if settings.delimiter.is_some_and(|d| d != given) {
                        return Err(Error::new("multiple separator characters specified"));
                    }
                    settings.delimiter = Some(given);
                }
                "unbuffered" => settings.unbuffered = true,
                "verbose" => settings.verbose = true,
                IO_BLKSIZE => block_size(value)?,
                "bytes" => settings.set_way(|| Way::bytes(value))?,
                "line-bytes" => settings.set_way(|| Way::line_bytes(value))?,
                "lines" => settings.set_way(|| Way::lines(value))?,
                "number" => settings.set_way(|| Way::chunks(value))?,
                digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                    settings.add_digit(digit.as_bytes()[0], argument)?;
                }
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }

    fn set_way(&mut self, way: impl FnOnce() -> Result<Way>) -> Result {
        if self.way.is_some() {
            return Err(ways::more_than_one());
        }
        self.way = Some(way()?);
        Ok(())
    }

    /// Appends a digit of the obsolete form, which is in `argument`.
    fn add_digit(&mut self, digit: u8, argument: Option<*const u8>) -> Result {
        let so_far = match self.way {
            Some(Way::Lines(number)) if self.digits_in == argument => number,
            Some(Way::Lines(_)) if self.digits_in.is_some() => 0,
            Some(_) => return Err(ways::more_than_one()),
            None => 0,
        };
        self.digits_in = argument;
        self.way = Some(Way::Lines(ways::with_digit(so_far, digit)));
        Ok(())
    }
}

/// GNU's hidden option for the number of bytes read at once.
const IO_BLKSIZE: &str = "-io-blksize";

pub fn cli() -> Cli {
    cli::utility(
        "split",
        "[OPTION]... [FILE [PREFIX]]",
        "Split FILE into PREFIXaa, PREFIXab and so on. By default, each has 1000 lines, \
         and PREFIX is x.",
    )
    .listed_first("number numeric-suffixes lines line-bytes")
    .options(options![
        value(
            "-a, --suffix-length",
            "N",
            "use suffixes of N characters (2, growing as needed)",
        ),
        value(
            "--additional-suffix",
            "SUFFIX",
            "append SUFFIX to the file names",
        ),
        value("-b, --bytes", "SIZE", "write SIZE bytes to each file"),
        value(
            "-C, --line-bytes",
            "SIZE",
            "write as many whole lines as fit in SIZE bytes to each file",
        ),
        flag("-d", "use numeric suffixes, starting at 0"),
        optional(
            "--numeric-suffixes",
            "FROM",
            "use numeric suffixes, starting at FROM",
        ),
        flag("-x", "use hexadecimal suffixes, starting at 0"),
        optional(
            "--hex-suffixes",
            "FROM",
            "use hexadecimal suffixes, starting at FROM",
        ),
        flag(
            "-e, --elide-empty-files",
            "with -n, do not create empty files",
        ),
        value(
            "--filter",
            "COMMAND",
            "pipe to the shell command COMMAND; $FILE is the file name",
        ),
        value("-l, --lines", "NUMBER", "write NUMBER lines to each file"),
        value("-n, --number", "CHUNKS", "create CHUNKS files, see below"),
        value(
            "-t, --separator",
            "SEP",
            "lines are terminated by SEP instead of newline; \\0 means NUL",
        ),
        flag(
            "-u, --unbuffered",
            "with -n r/..., copy input to output immediately",
        ),
        flag("--verbose", "report each file before it is opened"),
        value("---io-blksize", "SIZE", ""),
    ])
    .options(cli::DIGITS)
    .notes(
        "\
Standard input is read if there is no FILE, and for each FILE that is -. SIZE may have a \
suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for G, T, P, E, Z, Y, \
R, Q. KiB means K, MiB means M, and so on.

CHUNKS is one of:
  N       N files of equal size
  K/N     the Kth of N pieces, to standard output
  l/N     N files, without splitting lines
  l/K/N   the Kth of these, to standard output
  r/N     N files, with lines distributed in turn
  r/K/N   the Kth of these, to standard output",
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

/// Checks the value of `---io-blksize`, which otherwise has no visible effect and is ignored.
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
    /// Reads a block. An error names the file.
    fn read(&mut self, block: &mut [u8]) -> Result<usize> {
        self.input
            .read(block)
            .map_err(|e| Error::io(quotef(self.input.name), &e))
    }
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
