//! tac: print files with their records in reverse. GNU manual node "tac invocation".

mod reverse;
mod separator;

use reverse::{Reversal, Text};
use separator::{Place, Separator};
use shared::input::files::{Input, close_stdin};
use shared::input::temporary;
use shared::prelude::*;
use shared::rustix::fd::AsFd;
use shared::rustix::fs::{FileType, fstat};
use shared::rustix::io::{pread, pwrite, retry_on_intr};
use shared::values::regex::{Regex, Syntax};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// What is kept in memory of an input that can't be read backwards.
const MEMORY: usize = 8 << 20;

/// Runs tac.
pub fn run(args: Args) -> Result {
    let mut place = Place::Behind;
    let mut is_regex = false;
    let mut given = OsStr::new("\n");
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "before" => place = Place::Before,
            "regex" => is_regex = true,
            _ => given = option.value(),
        }
    }
    let mut operands = options.operands();
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    let separator = match given.as_bytes() {
        b"" if is_regex => return Err(Error::new("separator cannot be empty")),
        pattern if is_regex => {
            let regex = Regex::new(pattern, Syntax::EMACS).map_err(Error::new)?;
            Separator::Matching(Box::new(regex))
        }
        // An empty one stands for NUL.
        b"" => Separator::Byte(0),
        &[byte] => Separator::Byte(byte),
        bytes => Separator::bytes(bytes),
    };
    let mut reversal = Reversal::new(separator, place);
    for &name in &operands {
        match Input::open(name) {
            Ok(input) => reverse(&input, &mut reversal)?,
            Err(e) => {
                diagnostics::error_io(&format!("failed to open {} for reading", quoteaf(name)), &e);
            }
        }
    }
    reversal.finish()?;
    close_stdin(&operands)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "tac",
        "[OPTION]... [FILE]...",
        "Print each FILE with its last line first.",
    )
    .args([
        flag(
            "-b, --before",
            "separators stand before records, not behind them",
        ),
        flag("-r, --regex", "the separator is a regular expression"),
        value(
            "-s, --separator",
            "STRING",
            "records end in STRING, not in newlines",
        ),
    ])
    .after_help("With no FILE, or when FILE is -, read standard input.")
}

/// Prints one input in reverse. A failure to read it is reported.
fn reverse(input: &Input, reversal: &mut Reversal) -> Result {
    let stat = fstat(input);
    let kind = stat.map(|stat| (FileType::from_raw_mode(stat.st_mode), stat.st_size as u64));
    let result = match kind {
        // The sizes of files in /proc and /sys say nothing.
        Ok((FileType::RegularFile, size)) if size <= BLOCK as u64 => reverse_small(input, reversal),
        Ok((FileType::RegularFile, size)) => {
            reversal.print(&mut Text::new(input.as_fd(), size), Vec::new())
        }
        _ => reverse_stream(input, reversal),
    };
    match result {
        Err(Failure::Read(e)) => {
            let name = if input.is_stdin() {
                OsStr::new("standard input")
            } else {
                input.name
            };
            diagnostics::error_io(&format!("{}: read error", quotef(name)), &e);
            Ok(())
        }
        Err(Failure::Other(e)) => Err(e),
        Ok(()) => Ok(()),
    }
}

/// Why an input could not be printed.
enum Failure {
    /// It can't be read: others may.
    Read(io::Error),
    Other(Error),
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Self::Other(e)
    }
}

/// Reverses a small file: all of it, wherever it was read up to.
fn reverse_small(input: &Input, reversal: &mut Reversal) -> std::result::Result<(), Failure> {
    let mut text = vec![0; BLOCK];
    let mut filled = 0;
    loop {
        if filled == text.len() {
            text.resize(2 * filled, 0);
        }
        match retry_on_intr(|| pread(input, &mut text[filled..], filled as u64)) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) => return Err(Failure::Read(e.into())),
        }
    }
    text.truncate(filled);
    reversal.print(&mut Text::new(input.as_fd(), 0), text)
}

/// Reverses what can only be read forwards: in memory, or from a temporary file where it is
/// long.
fn reverse_stream(input: &Input, reversal: &mut Reversal) -> std::result::Result<(), Failure> {
    // Made first: that there is no room for it should not depend on the length.
    let directory = temporary::directory();
    let failed =
        |what: &str, e: &io::Error| Error::io(format!("{what} {}", quoteaf(&directory)), e);
    let file = match temporary::file(&directory) {
        Ok(file) => file,
        Err(e) => {
            diagnostics::error(
                failed("failed to create temporary file in", &e)
                    .message()
                    .unwrap_or(""),
            );
            return Ok(());
        }
    };
    let mut text = Vec::new();
    let mut written = 0;
    loop {
        text.reserve(BLOCK);
        let ended = input.read_more(&mut text).map_err(Failure::Read)? == 0;
        if ended && written == 0 {
            return reversal.print(&mut Text::new(file.as_fd(), 0), text);
        }
        if ended || text.len() >= MEMORY {
            let mut rest = &text[..];
            while !rest.is_empty() {
                let n = retry_on_intr(|| pwrite(&file, rest, written))
                    .map_err(|e| failed("failed to write a temporary file in", &e.into()))?;
                written += n as u64;
                rest = &rest[n..];
            }
            text.clear();
        }
        if ended {
            return reversal.print(&mut Text::new(file.as_fd(), written), text);
        }
    }
}
