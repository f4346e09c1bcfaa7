//! shred: overwrite files, so that what they held can't be recovered. GNU manual node "shred
//! invocation".
//!
//! Gap: files are written through the cache, and have it synchronized after each pass.

mod pass;
mod patterns;
mod remove;
mod wipe;

use remove::Removal;
use shared::input::random::{Numbers, Source};
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::human;
use shared::values::number::{self, Mistake};
use wipe::Wiper;

/// Passes where nothing is said.
const PASSES: u64 = 3;

/// More passes than these can't be listed.
const MOST_PASSES: u64 = u32::MAX as u64;

/// Runs shred.
pub fn run(args: Args) -> Result {
    let mut count = PASSES;
    let mut source: Option<&'static OsStr> = None;
    let mut wiper = Wiper::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "force" => wiper.force = true,
            "iterations" => count = passes(option.value())?,
            "random-source" => {
                if source.is_some_and(|before| before != option.value()) {
                    return Err(Error::new("multiple random sources specified"));
                }
                source = Some(option.value());
            }
            "size" => wiper.size = Some(size(option.value())?),
            "u" => wiper.removal = Some(Removal::default()),
            "remove" => wiper.removal = Some(Removal::parse(option.optional())?),
            "verbose" => wiper.verbose = true,
            "exact" => wiper.exact = true,
            _ => wiper.zero = true,
        }
    }
    let operands = options.operands();
    if operands.is_empty() {
        return Err(Error::usage("missing file operand"));
    }
    let random = Source::open(source).map_err(|e| {
        let name = source.unwrap_or_default();
        Error::io(quotef(name).to_string(), &e)
    })?;
    let mut numbers = Numbers::new(random);
    for operand in operands {
        let patterns = patterns::choose(count, &mut numbers)?;
        wiper.wipe(operand, &patterns, &mut numbers)?;
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "shred",
        "[OPTION]... FILE...",
        "Overwrite each FILE several times, so that it is hard to recover what it held even\n\
         with costly equipment. With FILE -, shred standard output.",
    )
    .args([
        flag(
            "-f, --force",
            "change permissions where they forbid writing",
        ),
        value("-n, --iterations", "N", "overwrite N times, rather than 3"),
        value("--random-source", "FILE", "take random bytes from FILE"),
        value(
            "-s, --size",
            "N",
            "shred this many bytes; suffixes like K, M and G are known",
        ),
        flag("-u", "cut the file to nothing and remove it in the end"),
        optional(
            "--remove",
            "HOW",
            "like -u; HOW is unlink, wipe (its name, too), or wipesync (and each of the steps \
             reaches the disk, the default)",
        ),
        flag("-v, --verbose", "tell how far it is"),
        flag(
            "-x, --exact",
            "don't round sizes up to whole blocks (the default for devices)",
        ),
        flag(
            "-z, --zero",
            "overwrite with zeros in the end, to hide that there was something to hide",
        ),
    ])
    .after_help(
        "Nothing is removed unless that is asked for: devices like /dev/hda are shredded, too, \
         and stay.\nWhere a file system or a disk keeps old data elsewhere (journals, snapshots, \
         compression,\nflash), shred can't reach it.",
    )
}

/// Reads a number of passes.
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

/// Reads a size, as C reads numbers.
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
