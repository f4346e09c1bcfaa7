//! truncate: shrink or extend files. GNU manual node "truncate invocation"; not in POSIX.

mod size;

use shared::fs::output::OutputFile;
use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{self, OFlags, SeekFrom, Stat};
use shared::rustix::io::Errno;
use shared::sys::stat::StatExt;
use size::{Relation, Size};

/// What the options ask for.
#[derive(Debug, Default)]
struct Settings {
    size: Option<Size>,
    reference: Option<&'static OsStr>,
    no_create: bool,
    in_blocks: bool,
}

/// Sets the size of files.
#[derive(Debug)]
struct Truncate {
    size: Size,
    /// The size of the reference file, which `size` is relative to.
    reference: Option<i64>,
    in_blocks: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    settings.check()?;
    if operands.is_empty() {
        return Err(Error::usage("missing file operand"));
    }
    let unchanged = Size {
        relation: Relation::More,
        number: 0,
    };
    let truncate = Truncate {
        reference: settings.reference.map(size_of_reference).transpose()?,
        size: settings.size.unwrap_or(unchanged),
        in_blocks: settings.in_blocks,
    };
    let mut flags = OFlags::CREATE | OFlags::NONBLOCK;
    flags.set(OFlags::CREATE, !settings.no_create);
    for name in operands {
        let file = match OutputFile::open(name, flags) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound && settings.no_create => continue,
            Err(e) => {
                diagnostics::error_io(&format!("cannot open {} for writing", quoteaf(name)), &e);
                continue;
            }
        };
        if let Err(e) = truncate.apply(file.as_fd(), name) {
            e.emit();
        }
        if let Err(e) = file.close() {
            diagnostics::error_io(&format!("failed to close {}", quoteaf(name)), &e);
        }
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "no-create" => settings.no_create = true,
                "io-blocks" => settings.in_blocks = true,
                "reference" => settings.reference = Some(option.value()),
                "size" => {
                    let before = settings.size.map(|size| size.relation);
                    settings.size = Some(Size::parse(option.value(), before)?);
                }
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }

    /// Checks that the options determine a size.
    fn check(&self) -> Result {
        let long = |name| quote(OsStr::new(name));
        let mistake = match (&self.size, self.reference) {
            (None, None) => format!(
                "you must specify either {} or {}",
                long("--size"),
                long("--reference")
            ),
            (Some(size), Some(_)) if size.relation == Relation::Absolute => format!(
                "you must specify a relative {} with {}",
                long("--size"),
                long("--reference")
            ),
            (None, _) if self.in_blocks => format!(
                "{} was specified but {} was not",
                long("--io-blocks"),
                long("--size")
            ),
            _ => return Ok(()),
        };
        Err(Error::usage(mistake))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "truncate",
        "OPTION... FILE...",
        "Shrink or extend each FILE to a size. Extra data is lost, and added space is a \
         hole.",
    )
    .options(options![
        flag("-c, --no-create", "do not create any files"),
        flag("-o, --io-blocks", "SIZE counts I/O blocks instead of bytes"),
        value(
            "-r, --reference",
            "RFILE",
            "use the size of RFILE as a base",
        ),
        value("-s, --size", "SIZE", "set the size, or adjust it by SIZE"),
    ])
    .notes(
        "SIZE may have a suffix: kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for \
         G, T, P, E, Z, Y, R, Q. KiB means K, MiB means M, and so on. A sign in front \
         makes SIZE relative to the current size: + extends, - shrinks, < sets a maximum, \
         > a minimum, / rounds down to a multiple and % rounds up to one.",
    )
}

impl Truncate {
    fn apply(&self, file: BorrowedFd<'_>, name: &OsStr) -> Result {
        let new = self.new_size(file, name)?.max(0);
        fs::ftruncate(file, new as u64).map_err(|e| {
            let message = format!("failed to truncate {} at {new} bytes", quoteaf(name));
            Error::io(message, &e.into())
        })
    }

    fn new_size(&self, file: BorrowedFd<'_>, name: &OsStr) -> Result<i64> {
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
        let (new, what) = self.size.relation.apply(old, number);
        new.ok_or_else(|| Error::new(format!("overflow {what} size of file {}", quoted())))
    }
}

/// Returns the size of the file that `-r` names.
fn size_of_reference(name: &'static OsStr) -> Result<i64> {
    let failed = |e: Errno| Error::io(format!("cannot stat {}", quoteaf(name)), &e.into());
    let stat = fs::stat(name).map_err(failed)?;
    if stat.is_regular() {
        return Ok(stat.st_size);
    }
    let no_size = |e: io::Error| Error::io(format!("cannot get the size of {}", quoteaf(name)), &e);
    // A FIFO without a writer must not block.
    let file = open(name, OFlags::RDONLY | OFlags::NONBLOCK).map_err(no_size)?;
    size_of(file.as_fd(), &stat, name)
}

/// Returns the size of an open file or device.
fn size_of(file: BorrowedFd<'_>, stat: &Stat, name: &OsStr) -> Result<i64> {
    if stat.is_regular() {
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
