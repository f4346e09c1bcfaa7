//! install: copy files and set their attributes. GNU manual node "install invocation".
//!
//! Gap: SELinux contexts are left to the kernel; `-Z`, `--context` and `--preserve-context` do
//! nothing.

mod compare;
mod directories;
mod installer;
mod settings;

use directories::make_parents;
use installer::Installer;
use settings::Settings;
use shared::copy::{Copier, Place};
use shared::fs::names::{self, c_name};
use shared::fs::target;
use shared::prelude::*;
use shared::rustix;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{CWD, Mode};

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    settings.check()?;
    check_number(&settings, &operands)?;
    // Modes are set exactly as given.
    rustix::process::umask(Mode::empty());
    if settings.directories {
        let directories = settings.finish_directories()?;
        for operand in operands {
            directories.make(operand)?;
        }
        return Ok(());
    }
    install(settings, &operands)
}

fn check_number(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    let choice = settings.target;
    match operands {
        [] => return Err(target::missing()),
        _ if settings.directories => {}
        [only] if choice.directory.is_none() => return Err(target::missing_destination(only)),
        _ => choice.check()?,
    }
    match operands.get(2) {
        Some(extra) if choice.none => Err(target::extra(extra)),
        _ => Ok(()),
    }
}

/// Installs files, in a directory or under a new name.
fn install(settings: Settings, operands: &[&'static OsStr]) -> Result {
    let Some((&last, sources)) = operands.split_last() else {
        return Err(target::missing());
    };
    let choice = settings.target;
    let (parents, verbose) = (settings.parents, settings.is_verbose());
    if let Some(name) = choice.directory {
        let opened = open_target(name, parents)?;
        let installer = settings.finish()?;
        let directory = match opened {
            Some(directory) => Some(directory),
            None => make_target(name, verbose)?,
        };
        return match directory {
            Some(directory) => install_into(&installer, operands, name, directory.as_fd()),
            None => Err(Error::exit(status::failure())),
        };
    }
    let directory = if choice.none {
        None
    } else {
        match target::open(last) {
            Ok(directory) => Some(directory),
            Err(e) => match target::not_a_directory(last, sources.len() > 1, &e) {
                Some(error) => return Err(error),
                None => None,
            },
        }
    };
    let installer = settings.finish()?;
    if let Some(directory) = directory {
        return install_into(&installer, sources, last, directory.as_fd());
    }
    let mut copier = Copier::new(installer.copying.clone(), false);
    if parents {
        let Some(reached) = make_parents(last, verbose)? else {
            return Ok(());
        };
        // A slash at the end must not be lost, as it asks for a directory.
        if !last.as_bytes().ends_with(b"/") {
            let to = Place {
                dir: reached.dir.as_ref().map_or(CWD, |dir| dir.as_fd()),
                name: &reached.last,
                shown: last,
            };
            return installer.install(&mut copier, sources[0], &to);
        }
    }
    let name = c_name(last.as_bytes())?;
    installer.install(&mut copier, sources[0], &Place::new(&name, last))
}

pub fn cli() -> Cli {
    cli::utility(
        "install",
        "[OPTION]... [-T] SOURCE DEST\n  or:  install [OPTION]... SOURCE... DIRECTORY\n  \
         or:  install [OPTION]... -t DIRECTORY SOURCE...\n  \
         or:  install [OPTION]... -d DIRECTORY...",
        "Copy SOURCE to DEST, or one or more SOURCEs into DIRECTORY, and set the \
         permissions and the owner of the copies; or create each DIRECTORY with its \
         parents.",
    )
    .options(options![
        optional(
            "--backup",
            "CONTROL",
            "back up every file that is overwritten",
        ),
        flag("-b", "like --backup without a CONTROL"),
        flag("-c", "(ignored)"),
        flag(
            "-C, --compare",
            "do not touch files that have the same content, owner and permissions",
        ),
        flag(
            "-d, --directory",
            "create each DIRECTORY and its missing parents",
        ),
        flag(
            "-D",
            "create all missing parents of DEST, or all of --target-directory",
        ),
        flag("--debug", "report how each file is copied (implies -v)"),
        value("-g, --group", "GROUP", "set the group"),
        value(
            "-m, --mode",
            "MODE",
            "set the permissions, as for chmod (rwxr-xr-x)",
        ),
        value("-o, --owner", "OWNER", "set the owner"),
        flag(
            "-p, --preserve-timestamps",
            "copy the access and modification times of each SOURCE",
        ),
        flag("-s, --strip", "remove the symbol tables of executables"),
        value("--strip-program", "PROGRAM", "use PROGRAM instead of strip"),
        value(
            "-S, --suffix",
            "SUFFIX",
            "use SUFFIX for backups (implies --backup)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "copy every SOURCE into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "treat DEST as a file, even if it is a directory",
        ),
        flag("-v, --verbose", "report each file and directory"),
        flag("--preserve-context", "keep the SELinux context"),
        flag("-Z", "set the default SELinux context"),
        optional(
            "--context",
            "CTX",
            "like -Z, or set the SELinux or SMACK context to CTX",
        ),
    ])
    .notes(
        "CONTROL, or else the variable VERSION_CONTROL, says how backups are named: none \
         or off (no backups), numbered or t (name.~1~, name.~2~, ...), simple or never \
         (name~), existing or nil (numbered if there are numbered ones, else simple; the \
         default). --suffix or the variable SIMPLE_BACKUP_SUFFIX replaces the ~ of simple \
         backups.",
    )
}

/// Opens the directory of `-t`. Returns `None` where it is missing and `-D` (`make`) allows it to be
/// made.
fn open_target(name: &OsStr, make: bool) -> Result<Option<OwnedFd>> {
    match target::open(name) {
        Ok(directory) => Ok(Some(directory)),
        Err(e) if make && e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(format!("failed to access {}", quoteaf(name)), &e)),
    }
}

/// Makes the directory of `-t` and opens it. Returns `None` where that failed, which was reported.
fn make_target(name: &OsStr, verbose: bool) -> Result<Option<OwnedFd>> {
    let inside = target::join(name.as_bytes(), b"x");
    // The name holds a slash, so that a directory is opened.
    Ok(make_parents(OsStr::from_bytes(&inside), verbose)?.and_then(|reached| reached.dir))
}

/// Installs files in a directory.
fn install_into(
    installer: &Installer,
    sources: &[&'static OsStr],
    name: &OsStr,
    directory: BorrowedFd<'_>,
) -> Result {
    let mut copier = Copier::new(installer.copying.clone(), sources.len() > 1);
    for source in sources {
        let Ok(base) = target::name_within(source).map_err(|e| e.emit()) else {
            continue;
        };
        let last = names::last_component(source.as_bytes());
        let shown = target::join(name.as_bytes(), last);
        let to = Place {
            dir: directory,
            name: &base,
            shown: OsStr::from_bytes(&shown),
        };
        installer.install(&mut copier, source, &to)?;
    }
    Ok(())
}
