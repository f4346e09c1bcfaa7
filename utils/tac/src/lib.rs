//! tac: print the records of files in reverse order. GNU manual node "tac invocation".
//!
//! A regular file is read backwards, block by block. Other input is read to its end first, into
//! memory, and into a temporary file beyond [`MEMORY`].

mod reverse;
mod separator;

use reverse::{Reversal, Text};
use separator::{Place, Separator};
use shared::input::files::{Input, close_stdin};
use shared::input::temporary;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::buffer::spare_capacity;
use shared::rustix::fd::{AsFd, OwnedFd};
use shared::rustix::fs::{SeekFrom, fstat, seek};
use shared::rustix::io::{pread, pwrite, retry_on_intr};
use shared::rustix::pipe::{SpliceFlags, fcntl_setpipe_size, splice};
use shared::sys::stat::StatExt;
use shared::values::regex::{Regex, Syntax};

/// How many bytes are read at once.
const BLOCK: usize = 64 * 1024;

/// How many bytes are read at once from a file that says to be small. A larger block takes longer to
/// allocate.
const SMALL_BLOCK: usize = 8 * 1024;

/// How many bytes of an input that cannot seek are kept in memory.
const MEMORY: usize = 1 << 20;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let mut operands = options.operands();
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    let mut reversal = Reversal::new(settings.separator()?, settings.place);
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

pub fn cli() -> Cli {
    cli::utility(
        "tac",
        "[OPTION]... [FILE]...",
        "Print each FILE with its lines in reverse order.",
    )
    .options(options![
        flag(
            "-b, --before",
            "attach separators to the record that follows",
        ),
        flag(
            "-r, --regex",
            "interpret the separator as a regular expression",
        ),
        value(
            "-s, --separator",
            "STRING",
            "separate records with STRING instead of newline",
        ),
    ])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

struct Settings {
    place: Place,
    is_regex: bool,
    separator: &'static OsStr,
}

impl Settings {
    fn parse(options: &mut Options) -> Result<Self> {
        let mut settings = Self {
            place: Place::After,
            is_regex: false,
            separator: OsStr::new("\n"),
        };
        while let Some(option) = options.next()? {
            match option.name {
                "before" => settings.place = Place::Before,
                "regex" => settings.is_regex = true,
                "separator" => settings.separator = option.value(),
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }

    fn separator(&self) -> Result<Separator> {
        Ok(match self.separator.as_bytes() {
            b"" if self.is_regex => return Err(Error::new("separator cannot be empty")),
            pattern if self.is_regex => {
                let regex = Regex::new(pattern, Syntax::EMACS).map_err(Error::new)?;
                Separator::Matching(Box::new(regex))
            }
            // An empty separator means NUL.
            b"" => Separator::Byte(0),
            &[byte] => Separator::Byte(byte),
            bytes => Separator::bytes(bytes),
        })
    }
}

/// Prints one input in reverse. A failure to read it is reported.
fn reverse(input: &Input, reversal: &mut Reversal) -> Result {
    let result = match fstat(input) {
        Ok(stat) if stat.is_regular() => {
            let size = stat.st_size as u64;
            if input.is_stdin() {
                // What reads it next begins behind what was read; a failure is no error of ours.
                let _ = seek(input, SeekFrom::End(0));
            }
            // A file in /proc or /sys may be larger than its size says.
            if size <= BLOCK as u64 {
                reverse_small(input, size as usize, reversal)
            } else {
                reversal.print(&mut Text::new(input.as_fd(), size), Vec::new())
            }
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
    /// It cannot be read. tac goes on with the next one.
    Read(io::Error),
    /// tac stops.
    Other(Error),
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Self::Other(e)
    }
}

/// Reverses a small file, from its start even if its offset is elsewhere.
fn reverse_small(input: &Input, size: usize, reversal: &mut Reversal) -> Result<(), Failure> {
    let mut text = std::mem::take(&mut reversal.spare);
    text.clear();
    text.reserve(SMALL_BLOCK.max(size + 1));
    loop {
        if text.len() == text.capacity() {
            text.reserve(BLOCK);
        }
        let at = text.len() as u64;
        match retry_on_intr(|| pread(input, spare_capacity(&mut text), at)) {
            Ok(0) => break,
            Ok(_) => {}
            Err(e) => return Err(Failure::Read(e.into())),
        }
    }
    reversal.print(&mut Text::new(input.as_fd(), 0), text)
}

/// Reverses an input that can only be read forwards: in memory, or in a temporary file if it is
/// long.
fn reverse_stream(input: &Input, reversal: &mut Reversal) -> Result<(), Failure> {
    let mut directory = temporary::directory();
    let mut made = temporary::file(&directory);
    if made.is_err() && directory != temporary::FALLBACK {
        directory = temporary::FALLBACK.into();
        made = temporary::file(&directory);
    }
    let failed =
        |what: &str, e: &io::Error| Error::io(format!("{what} {}", quoteaf(&directory)), e);
    let file = match made {
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
            if ended || splice_all(input, &file, &mut written) {
                return reversal.print(&mut Text::new(file.as_fd(), written), text);
            }
        }
    }
}

/// Moves what a pipe holds to a file within the kernel, from the offset `written` on. Returns whether the
/// pipe has ended; if not, reading it or writing the file finds the reason.
fn splice_all(input: &Input, file: &OwnedFd, written: &mut u64) -> bool {
    // The user may have too many pages in pipes; then the pipe keeps its size.
    let _ = fcntl_setpipe_size(input, MEMORY);
    loop {
        let flags = SpliceFlags::MOVE;
        match retry_on_intr(|| splice(input, None, file, Some(written), MEMORY, flags)) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
