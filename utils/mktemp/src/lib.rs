//! mktemp: make a temporary file or directory. GNU manual node "mktemp invocation"; not in POSIX.

mod template;

use shared::input::random::Source;
use shared::prelude::*;
use shared::rustix::fs::{self, AtFlags, CWD, Mode, OFlags};
use shared::rustix::io::Errno;
use shared::sys::close::close;
use std::ffi::OsString;
use template::{Place, Template};

/// How many names are tried before giving up.
const ATTEMPTS: usize = 62 * 62 * 62;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.len() > 1 {
        return Err(Error::usage("too many templates"));
    }
    let given = operands.first().copied();
    let template = Template::new(given, settings.suffix, &settings.place)?;
    match make(&template, &settings)? {
        Ok(name) => print(&name, &settings),
        Err(_) if settings.quiet => Err(Error::exit(status::failure())),
        Err(e) => {
            let what = match settings.kind {
                Kind::File => "file",
                Kind::Directory => "directory",
            };
            let template = quote(template.name());
            Err(Error::io(
                format!("failed to create {what} via template {template}"),
                &e.into(),
            ))
        }
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "mktemp",
        "[OPTION]... [TEMPLATE]",
        "Create a temporary file or directory that only its owner can access, and print \
         its name. The last component of TEMPLATE must contain at least three consecutive \
         X's. Without TEMPLATE, tmp.XXXXXXXXXX and --tmpdir are used.",
    )
    .listed_first("directory dry-run")
    .options(options![
        flag("-d, --directory", "create a directory instead of a file"),
        flag(
            "-u, --dry-run",
            "only print a name that is not in use; unsafe",
        ),
        flag("-q, --quiet", "do not report failures"),
        value(
            "--suffix",
            "SUFF",
            "append SUFF to TEMPLATE, which must then end in X; SUFF must not contain a slash",
        ),
        value("-p", "DIR", "").shown_with("tmpdir"),
        optional(
            "--tmpdir",
            "DIR",
            "create it in DIR, or else in $TMPDIR or /tmp; TEMPLATE must then be relative, but \
             may contain slashes",
        ),
        flag(
            "-t",
            "treat TEMPLATE as a single component, in $TMPDIR, else in the DIR of -p, else in \
             /tmp (deprecated)",
        ),
    ])
    .version_has_a_letter()
    .notes("Files get the mode u+rw and directories u+rwx, minus the umask.")
}

/// What the options ask for.
#[derive(Debug, Default)]
struct Settings {
    kind: Kind,
    /// Only print a name that is free.
    dry_run: bool,
    quiet: bool,
    suffix: Option<&'static OsStr>,
    place: Place,
}

/// What is made.
#[derive(Clone, Copy, Debug, Default)]
enum Kind {
    #[default]
    File,
    Directory,
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "directory" => settings.kind = Kind::Directory,
                "dry-run" => settings.dry_run = true,
                "quiet" => settings.quiet = true,
                "suffix" => settings.suffix = Some(option.value()),
                "p" | "tmpdir" => settings.place.below(option.optional()),
                "t" => settings.place.deprecated = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

/// The name, or why nothing could be made.
type Made = std::result::Result<OsString, Errno>;

/// Tries names until one is free.
fn make(template: &Template, settings: &Settings) -> Result<Made> {
    let mut random = Source::for_names();
    for _ in 0..ATTEMPTS {
        let name = template.filled(&mut random)?;
        let made = match settings.kind {
            _ if settings.dry_run => check_free(&name),
            Kind::File => {
                let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
                let number = |e: io::Error| Errno::from_io_error(&e).unwrap_or(Errno::IO);
                fs::open(&*name, flags, Mode::RUSR | Mode::WUSR)
                    .and_then(|file| close(file).map_err(number))
            }
            Kind::Directory => fs::mkdir(&*name, Mode::RWXU),
        };
        match made {
            Ok(()) => return Ok(Ok(name)),
            Err(Errno::EXIST) => {}
            Err(e) => return Ok(Err(e)),
        }
    }
    Ok(Err(Errno::EXIST))
}

/// Fails with `EEXIST` if the name is in use.
fn check_free(name: &OsStr) -> std::result::Result<(), Errno> {
    match fs::statat(CWD, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) | Err(Errno::OVERFLOW) => Err(Errno::EXIST),
        Err(Errno::NOENT) => Ok(()),
        Err(e) => Err(e),
    }
}

/// Prints the name. If that fails, removes what was made, because its name is lost.
fn print(name: &OsStr, settings: &Settings) -> Result {
    let line = [name.as_bytes(), b"\n"].concat();
    let Err(e) = stdout().write_block(&line) else {
        return Ok(());
    };
    if settings.dry_run {
        return Err(e.into());
    }
    let flags = match settings.kind {
        Kind::File => AtFlags::empty(),
        Kind::Directory => AtFlags::REMOVEDIR,
    };
    // The failure to print is the one to report.
    let _ = fs::unlinkat(CWD, name, flags);
    Err(if settings.quiet {
        Error::exit(status::failure())
    } else {
        e.into()
    })
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
