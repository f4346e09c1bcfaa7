//! head: print the first part of files.
//!
//! GNU manual node "head invocation"; POSIX head.

mod all_but;
mod count;

use count::Count;
use shared::bytes::search::find_nth;
use shared::bytes::simd;
use shared::input::files::{Input, close_stdin};
use shared::input::kernel;
use shared::input::last::Unit;
use shared::prelude::*;
use shared::program::output::{error_of_stream, put};
use shared::rustix::fs::{SeekFrom, seek};
use shared::rustix::io::{Errno, read, retry_on_intr};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// Bytes read first. A few lines are often in a few bytes, and memory for a block costs more than
/// reading them.
const FEW: usize = 1024;

/// When a header is printed above each file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headers {
    IfSeveral,
    Always,
    Never,
}

struct Head {
    count: Count,
    headers: Headers,
    /// The byte that ends lines.
    delimiter: u8,
    /// Whether files are read as if they could not seek.
    presume_pipe: bool,
}

pub fn run(args: Args) -> Result {
    let args = match args.raw().first() {
        Some(first) => match count::obsolete(first.as_bytes())? {
            Some(current) => {
                let rest = args.raw()[1..].to_vec();
                args.with_raw(current.into_iter().chain(rest))
            }
            None => args,
        },
        None => args,
    };
    let (head, mut operands) = Head::parse(args.parse(cli))?;
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    print(&head, &operands)
}

impl Head {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut head = Self {
            count: Count::default(),
            headers: Headers::IfSeveral,
            delimiter: b'\n',
            presume_pipe: false,
        };
        while let Some(option) = options.next()? {
            match option.name {
                "bytes" => head.count = Count::parse(option.value(), Unit::Bytes)?,
                "lines" => head.count = Count::parse(option.value(), Unit::Lines)?,
                "quiet" => head.headers = Headers::Never,
                "verbose" => head.headers = Headers::Always,
                "zero-terminated" => head.delimiter = b'\0',
                PRESUME_PIPE => head.presume_pipe = true,
                digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                    let message = format!("invalid trailing option -- {digit}");
                    return Err(Error::usage(message));
                }
                _ => option.unhandled(),
            }
        }
        Ok((head, options.operands()))
    }
}

/// GNU's hidden option with which tests reach the code for pipes.
const PRESUME_PIPE: &str = "-presume-input-pipe";

pub fn cli() -> Cli {
    cli::utility(
        "head",
        "[OPTION]... [FILE]...",
        "Print the first 10 lines of each FILE, under a header if there is more than one \
         FILE.",
    )
    .options(options![
        value(
            "-c, --bytes",
            "[-]NUM",
            "print the first NUM bytes; with -, all but the last NUM",
        ),
        value(
            "-n, --lines",
            "[-]NUM",
            "print the first NUM lines; with -, all but the last NUM",
        ),
        flag("-q, --quiet, --silent", "never print headers"),
        flag("-v, --verbose", "always print headers"),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
        flag("---presume-input-pipe", ""),
    ])
    // Stated only to report that -NUM must be the first argument.
    .options(cli::DIGITS)
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. NUM may \
         have a suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for \
         G, T, P, E, Z, Y, R, Q. KiB means K, MiB means M, and so on.",
    )
}

fn print(head: &Head, names: &[&'static OsStr]) -> Result {
    let titled = match head.headers {
        Headers::IfSeveral => names.len() > 1,
        Headers::Always => true,
        Headers::Never => false,
    };
    let mut first = true;
    let (mut block, mut title) = (Vec::new(), Vec::new());
    for &name in names {
        let mut input = match Input::open(name) {
            Ok(input) => input,
            Err(e) => {
                diagnostics::error_io(&format!("cannot open {} for reading", quoteaf(name)), &e);
                continue;
            }
        };
        if titled {
            let lead: &[u8] = if first { b"==> " } else { b"\n==> " };
            let name = label(&input).as_bytes();
            title.clear();
            for piece in [lead, name, b" <==\n"] {
                title.extend_from_slice(piece);
            }
            put(&title)?;
            first = false;
        }
        match (head.count.unit, head.count.all_but) {
            (_, true) => all_but::print_all_but(head, &mut input)?,
            (Unit::Bytes, _) => print_bytes(&mut input, head.count.number)?,
            (Unit::Lines, _) => print_lines(&mut input, head, &mut block)?,
        }
    }
    close_stdin(names)
}

fn print_bytes(input: &mut Input, mut number: u64) -> Result {
    if number >= kernel::MANY {
        let copied = kernel::copy_to_stdout(input, number).map_err(|e| error_of_stream(&e))?;
        if copied.all {
            return Ok(());
        }
        number -= copied.bytes;
    }
    let wanted = |number: u64| usize::try_from(number).map_or(BLOCK, |number| number.min(BLOCK));
    let mut block: Vec<u8> = Vec::with_capacity(wanted(number));
    while number > 0 {
        // Never more than that: the rest is for the next process that reads this descriptor.
        let room = &mut block.spare_capacity_mut()[..wanted(number)];
        match read(&*input, room) {
            Ok(([], _)) => break,
            Ok((bytes, _)) => {
                put(bytes)?;
                number -= bytes.len() as u64;
            }
            Err(Errno::INTR) => {}
            Err(e) => {
                report_reading(input, &e.into());
                break;
            }
        }
    }
    Ok(())
}

/// Prints the first lines, by way of `block`.
fn print_lines(input: &mut Input, head: &Head, block: &mut Vec<u8>) -> Result {
    let mut number = head.count.number;
    if number == 0 {
        return Ok(());
    }
    let mut few = [0; FEW];
    let n = retry_on_intr(|| read(&*input, &mut few));
    let n = count_or_report(input, n.map_err(io::Error::from));
    let mut bytes = &few[..n];
    while !bytes.is_empty() {
        let lines = simd::count(head.delimiter, bytes);
        if lines >= number {
            let last = find_nth(head.delimiter, bytes, number as usize - 1);
            let (kept, excess) = bytes.split_at(last.map_or(bytes.len(), |i| i + 1));
            put(kept)?;
            // The next process that reads this descriptor finds the next line. Pipes cannot seek.
            let _ = seek(&*input, SeekFrom::Current(-(excess.len() as i64)));
            break;
        }
        put(bytes)?;
        number -= lines;
        block.clear();
        block.reserve(BLOCK);
        count_or_report(input, input.read_more(block));
        bytes = block;
    }
    Ok(())
}

/// Returns how many bytes were read. An error is reported and then treated like the end of the file.
fn count_or_report(input: &Input, read: io::Result<usize>) -> usize {
    read.unwrap_or_else(|e| {
        report_reading(input, &e);
        0
    })
}

fn report_reading(input: &Input, e: &io::Error) {
    diagnostics::error_io(&format!("error reading {}", quoteaf(label(input))), e);
}

/// Returns the name of the file in headers and messages.
fn label(input: &Input) -> &'static OsStr {
    if input.is_stdin() {
        OsStr::new("standard input")
    } else {
        input.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Head::parse(options);
        });
    }
}
