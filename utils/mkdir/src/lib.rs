//! mkdir: make directories. GNU manual node "mkdir invocation"; POSIX mkdir.
//!
//! Gap: security contexts are left to the kernel; `-Z` and `--context` do nothing.

use shared::fs::mode::{self, Changes, SET_ID};
use shared::fs::names::without_trailing_slashes;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{self, AtFlags, CWD, Mode, OFlags};
use shared::rustix::io::{Errno, Result as Outcome};
use shared::rustix::process;
use shared::sys::chmod::chmod_opened;
use shared::sys::stat::StatExt;

const STICKY: u32 = 0o1000;
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// What the options ask for.
#[derive(Debug, Default)]
struct Settings {
    mode: Option<&'static OsStr>,
    parents: bool,
    verbose: bool,
}

/// Makes directories.
#[derive(Debug)]
struct Maker {
    /// The mode of `-m`, and which of its bits were asked for.
    mode: Option<(u32, u32)>,
    umask: u32,
    parents: bool,
    verbose: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let maker = Maker::new(&settings)?;
    for path in operands {
        let made = if maker.parents {
            maker.make_with_parents(path)
        } else {
            maker
                .make(CWD, path, path)
                .map_err(|e| cannot_create(path, e))
        };
        if let Err(e) = made {
            e.emit();
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "mkdir",
        "[OPTION]... DIRECTORY...",
        "Create each DIRECTORY. It is an error if it exists.",
    )
    .options(options![
        value(
            "-m, --mode",
            "MODE",
            "set the mode, as for chmod, instead of a=rwx minus the umask",
        ),
        flag(
            "-p, --parents",
            "create missing parents with the default mode, and accept directories that exist",
        ),
        flag("-v, --verbose", "report each directory that is created"),
        flag("-Z", "set the default SELinux context"),
        optional(
            "--context",
            "CTX",
            "like -Z, or set the SELinux or SMACK context to CTX",
        ),
    ])
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "mode" => settings.mode = Some(option.value()),
                "parents" => settings.parents = true,
                "verbose" => settings.verbose = true,
                "context" if option.optional().is_some() => diagnostics::warning(
                    "warning: ignoring --context; it requires an SELinux/SMACK-enabled kernel",
                ),
                "Z" | "context" => {}
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

impl Maker {
    fn new(settings: &Settings) -> Result<Self> {
        let umask = mode::umask();
        let mode = settings
            .mode
            .map(|text| match Changes::parse(text.as_bytes()) {
                Some(changes) => Ok(changes.apply_and_list(mode::PERMISSIONS, true, umask)),
                None => Err(Error::new(format!("invalid mode {}", quote(text)))),
            });
        Ok(Self {
            mode: mode.transpose()?,
            umask,
            parents: settings.parents,
            verbose: settings.verbose,
        })
    }

    /// Makes the directory `name` in `dir`. Messages call it `path`.
    fn make(&self, dir: BorrowedFd<'_>, name: &OsStr, path: &OsStr) -> Outcome<()> {
        let Some((mode, decided)) = self.mode else {
            fs::mkdirat(dir, name, Mode::from_raw_mode(mode::PERMISSIONS))?;
            self.announce(path);
            return Ok(());
        };
        // mkdir(2) copies the set-group-ID bit of the parent, and sets no such bit itself. Until
        // the bits are right, only the owner may enter.
        let incomplete = decided & SET_ID != 0;
        let special = incomplete || mode & STICKY != 0;
        let first = match special {
            _ if incomplete => mode & 0o1700,
            true => mode & !SET_ID & !WRITABLE_BY_OTHERS,
            false => mode & !SET_ID,
        };
        with_umask(0, self.umask, || {
            fs::mkdirat(dir, name, Mode::from_raw_mode(first))
        })?;
        self.announce(path);
        if special {
            // With a slash at its end, the name would lead through a symbolic link.
            let made = open(dir, without_trailing_slashes(name.as_bytes()), false)?;
            let inherited = fs::fstat(&made)?.st_mode & SET_ID;
            let wanted = special_mode(mode, decided, inherited);
            if wanted != first | inherited {
                chmod_opened(made.as_fd(), wanted)?;
            }
        }
        Ok(())
    }

    /// Makes a directory and its missing parents.
    fn make_with_parents(&self, path: &OsStr) -> Result {
        // Usually only the last one is missing.
        match self.make(CWD, path, path) {
            Ok(()) => return Ok(()),
            Err(e) if e == Errno::EXIST => return accept(CWD, path, path),
            Err(_) => {}
        }
        // Each name is looked up in the directory before it, so that the path may be longer
        // than PATH_MAX.
        let bytes = path.as_bytes();
        let mut dir: Option<OwnedFd> = None;
        let mut start = 0;
        if bytes.starts_with(b"/") {
            dir = Some(open(CWD, b"/", false).map_err(|e| cannot_create(path, e))?);
            start = leading_slashes(bytes);
        }
        loop {
            let rest = &bytes[start..];
            let length = rest.iter().position(|&b| b == b'/').unwrap_or(rest.len());
            let next = start + length + leading_slashes(&rest[length..]);
            let name = OsStr::from_bytes(&rest[..length]);
            let above = dir.as_ref().map_or(CWD, |dir| dir.as_fd());
            if next == bytes.len() {
                return match self.make(above, name, path) {
                    Err(Errno::EXIST) => accept(above, name, path),
                    made => made.map_err(|e| cannot_create(path, e)),
                };
            }
            let so_far = OsStr::from_bytes(&bytes[..start + length]);
            let below = self
                .make_parent(above, name, so_far)
                .map_err(|e| cannot_create(so_far, e))?;
            dir = Some(below);
            start = next;
        }
    }

    /// Makes a parent directory if it is missing, and opens it.
    fn make_parent(&self, dir: BorrowedFd<'_>, name: &OsStr, path: &OsStr) -> Outcome<OwnedFd> {
        // POSIX: the owner must be able to make the next directory in it.
        let made = with_umask(self.umask & !0o300, self.umask, || {
            fs::mkdirat(dir, name, Mode::from_raw_mode(mode::PERMISSIONS))
        });
        match made {
            Ok(()) => {
                self.announce(path);
                open(dir, name.as_bytes(), false)
            }
            // Whatever the reason, a directory that exists is good enough.
            Err(reason) => {
                let searchable = [name.as_bytes(), b"/."].concat();
                open(dir, &searchable, true).map_err(|e| match (reason, e) {
                    (Errno::EXIST, Errno::NOENT) => Errno::EXIST,
                    (Errno::EXIST, e) => e,
                    _ => reason,
                })
            }
        }
    }

    fn announce(&self, path: &OsStr) {
        if self.verbose {
            diagnostics::note(&format!("created directory {}", quoteaf(path)));
        }
    }
}

/// Returns the mode of a directory whose mode has special bits, or decides on some. GNU's mkdir
/// withholds writing from others at first, and gives it only with another bit that is missing then.
fn special_mode(mode: u32, decided: u32, inherited: u32) -> u32 {
    let withheld = mode & !SET_ID & !WRITABLE_BY_OTHERS | inherited;
    match (withheld ^ mode) & decided {
        0 => withheld,
        _ => mode & !(SET_ID & !decided) | inherited & !decided,
    }
}

/// Succeeds if what exists already is a directory.
fn accept(dir: BorrowedFd<'_>, name: &OsStr, path: &OsStr) -> Result {
    match fs::statat(dir, name, AtFlags::empty()) {
        Ok(stat) if stat.is_directory() => Ok(()),
        Ok(_) | Err(Errno::NOENT | Errno::NOTDIR) => Err(cannot_create(path, Errno::EXIST)),
        Err(e) => Err(Error::io(format!("cannot stat {}", quote(path)), &e.into())),
    }
}

fn cannot_create(path: &OsStr, e: Errno) -> Error {
    Error::io(
        format!("cannot create directory {}", quote(path)),
        &e.into(),
    )
}

/// Opens a directory for look-ups only (`O_PATH`).
fn open(dir: BorrowedFd<'_>, name: &[u8], follow: bool) -> Outcome<OwnedFd> {
    let mut flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    fs::openat(dir, name, flags, Mode::empty())
}

/// Runs `work` with the umask `mask`, and restores `usual`.
fn with_umask<T>(mask: u32, usual: u32, work: impl FnOnce() -> T) -> T {
    if mask == usual {
        return work();
    }
    process::umask(Mode::from_raw_mode(mask));
    let result = work();
    process::umask(Mode::from_raw_mode(usual));
    result
}

fn leading_slashes(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&b| b == b'/').count()
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
