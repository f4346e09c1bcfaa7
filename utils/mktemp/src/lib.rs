//! mktemp: make a temporary file or directory. GNU manual node "mktemp invocation".

mod template;

use shared::input::random::Source;
use shared::prelude::*;
use shared::rustix::fs::{self, AtFlags, CWD, Mode, OFlags};
use shared::rustix::io::Errno;
use std::ffi::OsString;
use template::{Place, Template};

/// Names that are tried before all are taken to be in use.
const ATTEMPTS: usize = 62 * 62 * 62;

/// Runs mktemp.
pub fn run(args: Args) -> Result {
    let mut place = Place::default();
    let mut making = Making::File;
    let mut dry_run = false;
    let mut quiet = false;
    let mut suffix = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "directory" => making = Making::Directory,
            "dry-run" => dry_run = true,
            "quiet" => quiet = true,
            "suffix" => suffix = Some(option.value()),
            "p" | "tmpdir" => place.below(option.optional()),
            _ => place.deprecated = true, // -t
        }
    }
    let operands = options.operands();
    if operands.len() > 1 {
        return Err(Error::usage("too many templates"));
    }
    let template = Template::new(operands.first().copied(), suffix, &place)?;
    if dry_run {
        making = making.in_mind();
    }
    match make(&template, making)? {
        Ok(name) => print(&name, making, quiet),
        Err(_) if quiet => Err(Error::exit(status::failure())),
        Err(e) => {
            let what = match making {
                Making::File | Making::FileInMind => "file",
                Making::Directory | Making::DirectoryInMind => "directory",
            };
            let template = quote(template.name());
            Err(Error::io(
                format!("failed to create {what} via template {template}"),
                &e.into(),
            ))
        }
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "mktemp",
        "[OPTION]... [TEMPLATE]",
        "Make a temporary file or directory that nobody else can use, and print its name.\nThe \
         last component of TEMPLATE holds at least three X's in a row; without one, it is\n\
         tmp.XXXXXXXXXX, and --tmpdir is implied.",
    )
    .args([
        flag("-d, --directory", "make a directory, not a file"),
        flag(
            "-u, --dry-run",
            "make nothing, just print a name that is not in use (unsafe)",
        ),
        flag("-q, --quiet", "say nothing where it can't be made"),
        value(
            "--suffix",
            "SUFF",
            "append SUFF to TEMPLATE, which ends in X then; SUFF holds no slash",
        ),
        value(
            "-p",
            "DIR",
            "make it in DIR, or else in $TMPDIR, or else in /tmp",
        ),
        optional(
            "--tmpdir",
            "DIR",
            "the same; TEMPLATE is no absolute name then, but may hold slashes",
        ),
        flag(
            "-t",
            "take TEMPLATE for a single component, in $TMPDIR, or else in the DIR of -p, or \
             else in /tmp (deprecated)",
        ),
    ])
    .mut_arg("version", |version| version.short('V'))
    .after_help("Files are made with mode u+rw, directories with u+rwx, less the umask.")
}

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Making {
    File,
    Directory,
    FileInMind,
    DirectoryInMind,
}

impl Making {
    fn in_mind(self) -> Self {
        match self {
            Self::File | Self::FileInMind => Self::FileInMind,
            Self::Directory | Self::DirectoryInMind => Self::DirectoryInMind,
        }
    }
}

type Made = std::result::Result<OsString, Errno>;

/// Tries names until one is free.
fn make(template: &Template, making: Making) -> Result<Made> {
    let unavailable = |e| Error::io("getrandom", &e);
    let mut random = Source::open(None).map_err(unavailable)?;
    for _ in 0..ATTEMPTS {
        let name = template.filled(&mut random)?;
        let made = match making {
            Making::File => {
                let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
                fs::open(&*name, flags, Mode::RUSR | Mode::WUSR).map(drop)
            }
            Making::Directory => fs::mkdir(&*name, Mode::RWXU),
            Making::FileInMind | Making::DirectoryInMind => {
                match fs::statat(CWD, &*name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(_) | Err(Errno::OVERFLOW) => Err(Errno::EXIST),
                    Err(Errno::NOENT) => Ok(()),
                    Err(e) => Err(e),
                }
            }
        };
        match made {
            Ok(()) => return Ok(Ok(name)),
            Err(Errno::EXIST) => {}
            Err(e) => return Ok(Err(e)),
        }
    }
    Ok(Err(Errno::EXIST))
}

/// Prints the name. What nobody gets to know of is not left behind.
fn print(name: &OsStr, making: Making, quiet: bool) -> Result {
    let mut line = name.as_bytes().to_vec();
    line.push(b'\n');
    let result = stdout().write_block(&line);
    let Err(e) = result else {
        return Ok(());
    };
    let flags = match making {
        Making::File => AtFlags::empty(),
        Making::Directory => AtFlags::REMOVEDIR,
        Making::FileInMind | Making::DirectoryInMind => return Err(e.into()),
    };
    let _ = fs::unlinkat(CWD, name, flags);
    Err(if quiet {
        Error::exit(status::failure())
    } else {
        e.into()
    })
}
