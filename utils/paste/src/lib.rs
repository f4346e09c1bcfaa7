//! paste: merge lines of files. GNU manual node "paste invocation"; POSIX paste.

mod delimiters;
mod serial;
mod source;

use delimiters::Delimiters;
use shared::input::files::{Input, close_stdin};
use shared::prelude::*;
use source::Source;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// Runs paste.
pub fn run(args: Args) -> Result {
    let mut list = OsStr::new("\t");
    let mut serial = false;
    let mut end = b'\n';
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "delimiters" => list = option.value(),
            "serial" => serial = true,
            _ => end = b'\0',
        }
    }
    let mut operands = options.operands();
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    let delimiters = Delimiters::parse(list)?;
    if serial {
        serial::paste(&operands, &delimiters, end)?;
    } else {
        paste(&operands, &delimiters, end)?;
    }
    close_stdin(&operands)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "paste",
        "[OPTION]... [FILE]...",
        "Print lines made of one line of each FILE, with tabs between them.",
    )
    .args([
        value(
            "-d, --delimiters",
            "LIST",
            "separate by the characters of LIST in turn, instead of tabs",
        ),
        flag(
            "-s, --serial",
            "make a line of all lines of a FILE, one FILE after another",
        ),
        flag("-z, --zero-terminated", "lines end with NUL, not newline"),
    ])
    .after_help(
        "With no FILE, or when FILE is -, read standard input. In LIST, \\0 is an empty string,\n\
         and \\b, \\f, \\n, \\r, \\t, \\v, \\\\ are as in C.",
    )
}

/// Pastes lines side by side, until all files have ended.
fn paste(names: &[&'static OsStr], delimiters: &Delimiters, end: u8) -> Result {
    // Standard input may be named several times: then its lines are taken in turn.
    let mut sources: Vec<Source> = Vec::new();
    let mut columns = Vec::new();
    for &name in names {
        let known = sources
            .iter()
            .position(|s| s.input.is_stdin() && name == "-");
        columns.push(known.unwrap_or(sources.len()));
        if known.is_none() {
            let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
            sources.push(Source::new(input));
        }
    }
    let mut out = Vec::with_capacity(2 * BLOCK);
    loop {
        // Up to here, whole lines; where more are written out on the way, this one has not ended.
        let whole = out.len();
        let mut ended = true;
        let mut has_read = false;
        if let [only] = columns[..] {
            // There is nothing to put between lines.
            sources[only].take_lines(end, &mut out);
        }
        for (i, &column) in columns.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(delimiters.nth(i - 1));
            }
            let source = &mut sources[column];
            has_read |= source.is_drained();
            ended &= !source.take_line(end, &mut out)?;
        }
        if ended {
            out.truncate(whole);
            break;
        }
        out.push(end);
        // Nothing is held back while input is waited for, where somebody watches.
        if has_read || out.len() >= BLOCK {
            stdout().write_all(&out)?;
            out.clear();
        }
    }
    Ok(stdout().write_all(&out)?)
}
