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
        let directory = open_or_make(name, parents, verbose)?;
        let installer = settings.finish()?;
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
            Err(e) if sources.len() > 1 => {
                return Err(Error::io(format!("target {}", quoteaf(last)), &e));
            }
            Err(_) => None,
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

pub fn cli() -> Command {
    cli::utility(
        "install",
        "[OPTION]... [-T] SOURCE DEST\n  or:  install [OPTION]... SOURCE... DIRECTORY\n  \
         or:  install [OPTION]... -t DIRECTORY SOURCE...\n  \
         or:  install [OPTION]... -d DIRECTORY...",
        "Copy SOURCE to DEST, or several SOURCEs into DIRECTORY, and set permissions and\nowner \
         of the copies; or make each DIRECTORY, and those above it.",
    )
    .args([
        optional("--backup", "CONTROL", "back up each file that is replaced"),
        flag("-b", "like --backup, without a value"),
        flag("-c", "ignored"),
        flag(
            "-C, --compare",
            "leave files as they are that would not change: content, owner, permissions",
        ),
        flag("-d, --directory", "make directories, and those above them"),
        flag(
            "-D",
            "make all directories above DEST, or the one of --target-directory",
        ),
        flag("--debug", "tell how each file is copied (implies -v)"),
        value("-g, --group", "GROUP", "the group of what is made"),
        value(
            "-m, --mode",
            "MODE",
            "the permissions of what is made, as in chmod (rwxr-xr-x)",
        ),
        value("-o, --owner", "OWNER", "the owner of what is made"),
        flag(
            "-p, --preserve-timestamps",
            "give copies the times of their SOURCEs",
        ),
        flag("-s, --strip", "strip the symbols of executables"),
        value("--strip-program", "PROGRAM", "what strips them"),
        value(
            "-S, --suffix",
            "SUFFIX",
            "the suffix of backups (asks for them too)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "copy all SOURCEs into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "DEST is the name of the copy, never a directory to copy into",
        ),
        flag("-v, --verbose", "tell of each file and directory"),
        flag("--preserve-context", "keep SELinux's context"),
        flag("-Z", "give copies the default SELinux context"),
        optional(
            "--context",
            "CTX",
            "like -Z; or give copies the SELinux or SMACK context CTX",
        ),
    ])
    .after_help(
        "Backups are named by CONTROL (or VERSION_CONTROL): none or off, numbered or t, \
         existing or nil\n(the default), simple or never. Their suffix is ~, or what --suffix \
         or SIMPLE_BACKUP_SUFFIX says.",
    )
}

/// Opens the directory of `-t`, which `-D` (`make`) allows to be made. Returns `None` where that
/// failed, which was reported.
fn open_or_make(name: &OsStr, make: bool, verbose: bool) -> Result<Option<OwnedFd>> {
    let failed = |e| Error::io(format!("failed to access {}", quoteaf(name)), &e);
    match target::open(name) {
        Ok(directory) => Ok(Some(directory)),
        Err(e) if make && e.kind() == io::ErrorKind::NotFound => {
            let inside = target::join(name.as_bytes(), b"x");
            // The name holds a slash, so that a directory is opened.
            Ok(make_parents(OsStr::from_bytes(&inside), verbose)?.and_then(|reached| reached.dir))
        }
        Err(e) => Err(failed(e)),
    }
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
