//! paste: merge lines of files.
//!
//! GNU manual node "paste invocation"; POSIX paste.

mod delimiters;
mod serial;
mod source;

use delimiters::Delimiters;
use shared::input::files::{Input, close_stdin};
use shared::prelude::*;
use source::Source;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, mut operands) = Settings::parse(args.parse(cli))?;
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    let delimiters = Delimiters::parse(settings.delimiters)?;
    if settings.serial {
        serial::paste(&operands, &delimiters, settings.end)?;
    } else {
        paste(&operands, &delimiters, settings.end)?;
    }
    close_stdin(&operands)
}

struct Settings {
    delimiters: &'static OsStr,
    serial: bool,
    /// The byte that ends lines.
    end: u8,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self {
            delimiters: OsStr::new("\t"),
            serial: false,
            end: b'\n',
        };
        while let Some(option) = options.next()? {
            match option.name {
                "delimiters" => settings.delimiters = option.value(),
                "serial" => settings.serial = true,
                "zero-terminated" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "paste",
        "[OPTION]... [FILE]...",
        "Merge the FILEs: print lines that consist of one line of each FILE, separated by \
         tabs.",
    )
    .options(options![
        value(
            "-d, --delimiters",
            "LIST",
            "separate with the characters of LIST in turn instead of tabs",
        ),
        flag(
            "-s, --serial",
            "paste one FILE at a time: join all its lines to one",
        ),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
    ])
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. In LIST, \
         \\0 is an empty string, and \\b, \\f, \\n, \\r, \\t, \\v and \\\\ are as in C.",
    )
}

/// Pastes lines side by side until all files have ended.
fn paste(names: &[&'static OsStr], delimiters: &Delimiters, end: u8) -> Result {
    // Standard input may be named several times. Its lines then go to these columns in turn.
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
        // The length of the whole lines in `out`. If `take_line` writes and clears `out`, `ended`
        // becomes false and this length is not used.
        let whole = out.len();
        let mut ended = true;
        let mut has_read = false;
        if let [only] = columns[..] {
            // A single file has nothing to paste: its lines are copied in one piece.
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
        // Written before the next read, which may have to wait: a user may be watching.
        if has_read || out.len() >= BLOCK {
            stdout().write_all(&out)?;
            out.clear();
        }
    }
    Ok(stdout().write_all(&out)?)
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
