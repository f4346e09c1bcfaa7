//! head: print the first part of files. GNU manual node "head invocation"; POSIX head.

mod count;
mod tail;

use count::Count;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::input::kernel;
use shared::input::last::Unit;
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::program::output::{error_of_stream, put};
use shared::rustix::fs::{SeekFrom, fstat, seek};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// Where the headers stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headers {
    BetweenSeveral,
    Always,
    Never,
}

/// What is printed of each file.
struct Head {
    count: Count,
    delimiter: u8,
    presume_pipe: bool,
}

/// Runs head.
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
    let mut headers = Headers::BetweenSeveral;
    let mut head = Head {
        count: Count::default(),
        delimiter: b'\n',
        presume_pipe: false,
    };
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "bytes" => head.count = Count::parse(option.value(), Unit::Bytes)?,
            "lines" => head.count = Count::parse(option.value(), Unit::Lines)?,
            "quiet" => headers = Headers::Never,
            "verbose" => headers = Headers::Always,
            "zero-terminated" => head.delimiter = b'\0',
            PRESUME_PIPE => head.presume_pipe = true,
            digit => {
                let message = format!("invalid trailing option -- {digit}");
                return Err(Error::usage(message));
            }
        }
    }
    let mut operands = options.operands();
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    let titled = match headers {
        Headers::BetweenSeveral => operands.len() > 1,
        other => other == Headers::Always,
    };
    print(&head, &operands, titled)
}

/// For tests of what pipes need, on files.
const PRESUME_PIPE: &str = "-presume-input-pipe";

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "head",
        "[OPTION]... [FILE]...",
        "Print the first 10 lines of each FILE, under a header where there are several.",
    )
    .args([
        value(
            "-c, --bytes",
            "[-]NUM",
            "print the first NUM bytes; with '-', all but the last NUM",
        ),
        value(
            "-n, --lines",
            "[-]NUM",
            "print the first NUM lines; with '-', all but the last NUM",
        ),
        flag("-q, --quiet, --silent", "print no headers"),
        flag("-v, --verbose", "print a header even for a single FILE"),
        flag("-z, --zero-terminated", "lines end with NUL, not newline"),
        flag("---presume-input-pipe", ""),
    ])
    // Known only to say that they stand in the wrong place.
    .args(["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"].map(|d| flag(d, "")))
    .after_help(
        "With no FILE, or when FILE is -, read standard input. NUM may have a suffix:\n\
         b 512, kB 1000, K 1024, MB 1000^2, M 1024^2, and so on for G, T, P, E, Z, Y, R, Q;\n\
         KiB is K, MiB is M, and so on.",
    )
}

fn print(head: &Head, names: &[&'static OsStr], titled: bool) -> Result {
    let mut first = true;
    let mut read_stdin = false;
    for &name in names {
        let mut input = match Input::open(name) {
            Ok(input) => input,
            Err(e) => {
                diagnostics::error_io(&format!("cannot open {} for reading", quoteaf(name)), &e);
                continue;
            }
        };
        read_stdin |= input.is_stdin();
        if titled {
            let lead: &[u8] = if first { b"==> " } else { b"\n==> " };
            let name = label(&input).as_bytes();
            put(&[lead, name, b" <==\n"].concat())?;
            first = false;
        }
        match (head.count.unit, head.count.all_but) {
            (_, true) => tail::print_all_but(head, &mut input)?,
            (Unit::Bytes, _) => print_bytes(&mut input, head.count.number)?,
            (Unit::Lines, _) => print_lines(&mut input, head.count.number, head.delimiter)?,
        }
    }
    if read_stdin && let Err(e) = fstat(shared::rustix::stdio::stdin()) {
        // As closing it would fail.
        return Err(Error::io("-", &e.into()));
    }
    Ok(())
}

fn print_bytes(input: &mut Input, mut number: u64) -> Result {
    if number >= kernel::MANY {
        let copied = kernel::copy_to_stdout(input, number).map_err(|e| error_of_stream(&e))?;
        if copied.all {
            return Ok(());
        }
        number -= copied.bytes;
    }
    let mut block = vec![0; usize::try_from(number).unwrap_or(BLOCK).min(BLOCK)];
    while number > 0 {
        let wanted = usize::try_from(number).unwrap_or(BLOCK).min(BLOCK);
        let n = read(input, &mut block[..wanted]);
        if n == 0 {
            break;
        }
        put(&block[..n])?;
        number -= n as u64;
    }
    Ok(())
}

fn print_lines(input: &mut Input, mut number: u64, delimiter: u8) -> Result {
    let mut block = vec![0; BLOCK];
    while number > 0 {
        let n = read(input, &mut block);
        let bytes = &block[..n];
        if bytes.is_empty() {
            break;
        }
        let lines = simd::count(delimiter, bytes);
        if lines < number {
            put(bytes)?;
            number -= lines;
            continue;
        }
        let last = memchr_iter(delimiter, bytes).nth(number as usize - 1);
        let (kept, excess) = bytes.split_at(last.map_or(n, |i| i + 1));
        put(kept)?;
        // Whoever reads on finds the next line, where the file lets us go back.
        let _ = seek(&*input, SeekFrom::Current(-(excess.len() as i64)));
        break;
    }
    Ok(())
}

/// Reads a block. A failure is reported and ends the file.
fn read(input: &mut Input, block: &mut [u8]) -> usize {
    input.read(block).unwrap_or_else(|e| {
        complain_reading(input, &e);
        0
    })
}

fn complain_reading(input: &Input, e: &io::Error) {
    diagnostics::error_io(&format!("error reading {}", quoteaf(label(input))), e);
}

fn label(input: &Input) -> &'static OsStr {
    if input.is_stdin() {
        OsStr::new("standard input")
    } else {
        input.name
    }
}
