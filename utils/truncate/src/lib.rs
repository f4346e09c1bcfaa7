//! truncate: shrink or extend the size of files. GNU manual node "truncate invocation".

mod size;

use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{self, FileType, OFlags, SeekFrom, Stat};
use shared::rustix::io::Errno;
use size::{Relation, Size};

/// What becomes of each file.
#[derive(Debug)]
struct Truncate {
    size: Size,
    /// The size of the reference file, which the new one is relative to.
    reference: Option<i64>,
    in_blocks: bool,
}

/// Runs truncate.
pub fn run(args: Args) -> Result {
    let mut flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NONBLOCK;
    let mut in_blocks = false;
    let mut reference = None;
    let mut size = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "no-create" => flags -= OFlags::CREATE,
            "io-blocks" => in_blocks = true,
            "reference" => reference = Some(option.value()),
            _ => size = Some(Size::parse(option.value())?),
        }
    }
    let operands = options.operands();
    let long = |name| quote(OsStr::new(name));
    let mistake = match (&size, reference) {
        (None, None) => Some(format!(
            "you must specify either {} or {}",
            long("--size"),
            long("--reference")
        )),
        (Some(size), Some(_)) if size.relation == Relation::Absolute => Some(format!(
            "you must specify a relative {} with {}",
            long("--size"),
            long("--reference")
        )),
        (None, _) if in_blocks => Some(format!(
            "{} was specified but {} was not",
            long("--io-blocks"),
            long("--size")
        )),
        _ if operands.is_empty() => Some("missing file operand".to_owned()),
        _ => None,
    };
    if let Some(mistake) = mistake {
        return Err(Error::usage(mistake));
    }
    let truncate = Truncate {
        reference: reference.map(size_of_reference).transpose()?,
        size: size.unwrap_or(Size {
            relation: Relation::More,
            number: 0,
        }),
        in_blocks,
    };
    for name in operands {
        let file = match open(name, flags) {
            Ok(file) => file,
            // -c: what is not there is left so.
            Err(e) if e.kind() == io::ErrorKind::NotFound && !flags.contains(OFlags::CREATE) => {
                continue;
            }
            Err(e) => {
                diagnostics::error_io(&format!("cannot open {} for writing", quoteaf(name)), &e);
                continue;
            }
        };
        if let Err(e) = truncate.apply(&file, name) {
            e.emit();
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "truncate",
        "OPTION... FILE...",
        "Shrink or extend each FILE to a size. What is cut off is lost, what is added is a hole.",
    )
    .args([
        flag("-c, --no-create", "create no files"),
        flag("-o, --io-blocks", "SIZE counts IO blocks, not bytes"),
        value("-r, --reference", "RFILE", "base SIZE on that of RFILE"),
        value("-s, --size", "SIZE", "set or adjust the size"),
    ])
    .after_help(
        "SIZE may have a suffix: kB 1000, K 1024, MB 1000^2, M 1024^2, and so on for G, T, P,\n\
         E, Z, Y, R, Q; KiB is K, and so on. A sign before it makes it relative to the size of\n\
         the file: '+' more, '-' less, '<' at most, '>' at least, '/' round down to a\n\
         multiple, '%' round up to a multiple.",
    )
}

impl Truncate {
    fn apply(&self, file: &OwnedFd, name: &OsStr) -> Result {
        let quoted = || quoteaf(name);
        let relative = self.size.relation != Relation::Absolute;
        let stat = if self.in_blocks || (relative && self.reference.is_none()) {
            let failed = |e: Errno| Error::io(format!("cannot fstat {}", quoted()), &e.into());
            Some(fs::fstat(file).map_err(failed)?)
        } else {
            None
        };
        let mut number = self.size.number;
        if let Some(stat) = stat.filter(|_| self.in_blocks) {
            let block = stat.st_blksize;
            number = number.checked_mul(block).ok_or_else(|| {
                Error::new(format!(
                    "overflow in {number} * {block} byte blocks for file {}",
                    quoted()
                ))
            })?;
        }
        let old = match (self.reference, &stat) {
            (Some(size), _) => size,
            (None, Some(stat)) if relative => size_of(file, stat, name)?,
            _ => 0,
        };
        let too_large = |what| Error::new(format!("overflow {what} size of file {}", quoted()));
        let new = match self.size.relation {
            Relation::Absolute => number,
            Relation::AtMost => old.min(number),
            Relation::AtLeast => old.max(number),
            Relation::MultipleBelow => old - old % number,
            Relation::MultipleAbove => match old % number {
                0 => old,
                over => old
                    .checked_add(number - over)
                    .ok_or_else(|| too_large("rounding up"))?,
            },
            Relation::More => old
                .checked_add(number)
                .ok_or_else(|| too_large("extending"))?,
        };
        fs::ftruncate(file, new.max(0) as u64).map_err(|e| {
            let at = new.max(0);
            let message = format!("failed to truncate {} at {at} bytes", quoted());
            Error::io(message, &e.into())
        })
    }
}

/// The size of the file that `-r` names.
fn size_of_reference(name: &'static OsStr) -> Result<i64> {
    let failed = |e: Errno| Error::io(format!("cannot stat {}", quoteaf(name)), &e.into());
    let stat = fs::stat(name).map_err(failed)?;
    if is_regular(&stat) {
        return Ok(stat.st_size);
    }
    let no_size = |e: io::Error| Error::io(format!("cannot get the size of {}", quoteaf(name)), &e);
    let file = open(name, OFlags::RDONLY).map_err(no_size)?;
    size_of(&file, &stat, name)
}

/// The size of an open file, devices included.
fn size_of(file: &OwnedFd, stat: &Stat, name: &OsStr) -> Result<i64> {
    if is_regular(stat) {
        return Ok(stat.st_size);
    }
    match fs::seek(file, SeekFrom::End(0)) {
        Ok(end) => Ok(end as i64),
        Err(e) => {
            let message = format!("cannot get the size of {}", quoteaf(name));
            Err(Error::io(message, &e.into()))
        }
    }
}

fn is_regular(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}
