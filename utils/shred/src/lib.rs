//! shred: overwrite files to make their old content unrecoverable. GNU manual node "shred
//! invocation"; not in POSIX.
//!
//! Gap: there is no direct I/O. Files are written through the page cache, which is synchronized
//! after each pass.

mod pass;
mod patterns;
mod remove;
mod wipe;

use remove::Removal;
use shared::input::random::{Numbers, Source};
use shared::prelude::*;
use shared::program::cli::Given;
use shared::rustix::io::Errno;
use shared::values::human;
use shared::values::number::{self, Mistake};
use wipe::Wiper;

/// The number of passes without `-n`.
const PASSES: u64 = 3;

/// The most passes that `-n` accepts.
const MOST_PASSES: u64 = u32::MAX as u64;

/// What the options ask for.
#[derive(Debug)]
struct Settings {
    passes: u64,
    random_source: Option<&'static OsStr>,
    wiper: Wiper,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(Error::usage("missing file operand"));
    }
    let source = settings.random_source;
    let random = Source::open(source)
        .map_err(|e| Error::io(quotef(source.unwrap_or_default()).to_string(), &e))?;
    let mut numbers = Numbers::new(random);
    for operand in operands {
        let patterns = patterns::choose(settings.passes, &mut numbers)?;
        settings.wiper.wipe(operand, &patterns, &mut numbers)?;
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            passes: PASSES,
            random_source: None,
            wiper: Wiper::default(),
        };
        while let Some(option) = options.next()? {
            settings.set(&option)?;
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given) -> Result {
        let wiper = &mut self.wiper;
        match option.name {
            "force" => wiper.force = true,
            "iterations" => self.passes = passes(option.value())?,
            "random-source" => {
                let source = option.value();
                if self
                    .random_source
                    .replace(source)
                    .is_some_and(|old| old != source)
                {
                    return Err(Error::new("multiple random sources specified"));
                }
            }
            "size" => wiper.size = Some(size(option.value())?),
            "u" => wiper.removal = Some(Removal::default()),
            "remove" => {
                wiper.removal = Some(match option.optional() {
                    Some(_) => option.keyword(&remove::WORDS)?,
                    None => Removal::default(),
                });
            }
            "verbose" => wiper.verbose = true,
            "exact" => wiper.exact = true,
            "zero" => wiper.zero = true,
            _ => option.unhandled(),
        }
        Ok(())
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "shred",
        "[OPTION]... FILE...",
        "Overwrite each FILE several times, to make its contents hard to recover even with \
         expensive hardware. If FILE is -, overwrite standard output.",
    )
    .options(options![
        flag(
            "-f, --force",
            "change permissions if necessary to allow writing",
        ),
        value("-n, --iterations", "N", "overwrite N times instead of 3"),
        value("--random-source", "FILE", "take random bytes from FILE"),
        value(
            "-s, --size",
            "N",
            "overwrite this many bytes; suffixes like K, M and G are accepted",
        ),
        flag("-u", "truncate and remove the file after overwriting"),
        optional(
            "--remove",
            "HOW",
            "like -u; HOW is unlink, wipe (overwrite the name first), or wipesync (also sync \
             each step, the default)",
        ),
        flag("-v, --verbose", "report progress"),
        flag(
            "-x, --exact",
            "do not round sizes up to whole blocks (the default for devices)",
        ),
        flag(
            "-z, --zero",
            "finally overwrite with zeros, to hide the shredding",
        ),
    ])
    .notes(
        "Files are removed only on request, because devices like /dev/sda are often \
         shredded. shred is not effective if the file system or the disk keeps old data \
         elsewhere, as with journals, snapshots, compression and flash memory.",
    )
}

/// Parses a number of passes.
fn passes(text: &OsStr) -> Result<u64> {
    match number::parse(text.as_bytes(), "") {
        Ok(passes) if passes <= MOST_PASSES => Ok(passes),
        result => Err(invalid(
            "number of passes",
            text,
            result != Err(Mistake::Invalid),
        )),
    }
}

/// Parses a size, which may be octal or hexadecimal as in C.
fn size(text: &OsStr) -> Result<u64> {
    match human::parse_size(text.as_bytes(), "cbBkKMGTPEZYRQ0") {
        Ok(size) if i64::try_from(size).is_ok() => Ok(size),
        Ok(_) | Err(human::Mistake::TooLarge) => Err(invalid("file size", text, true)),
        Err(_) => Err(invalid("file size", text, false)),
    }
}

fn invalid(what: &str, text: &OsStr, too_large: bool) -> Error {
    let message = format!("invalid {what}: {}", quote(text));
    if too_large {
        Error::io(message, &Errno::OVERFLOW.into())
    } else {
        Error::new(message)
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
