//! mv: move or rename files. GNU manual node "mv invocation"; POSIX mv.
//!
//! Gap: on a system with SELinux, `-Z` leaves it to the kernel which context files get.

mod settings;

use settings::Settings;
use shared::copy::{Copier, Done, Failed, Moved, Options, Place, rename_new};
use shared::fs::names::{last_component, without_trailing_slashes};
use shared::fs::target;
use shared::prelude::*;
use shared::remove::{self, Ask, Outcome};
use shared::rustix::fd::AsFd;
use shared::rustix::io::Errno;
use std::ffi::CString;

/// Runs mv.
pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        settings.set(option.name, option.optional())?;
    }
    let mut operands = options.operands();
    let Some(&first) = operands.first() else {
        return Err(target::missing());
    };
    let choice = settings.target;
    if choice.directory.is_none() && operands.len() < 2 {
        return Err(target::missing_destination(first));
    }
    choice.check()?;
    if choice.none
        && let Some(extra) = operands.get(2)
    {
        return Err(target::extra(extra));
    }
    if settings.strip_slashes {
        for operand in &mut operands {
            *operand = OsStr::from_bytes(without_trailing_slashes(operand.as_bytes()));
        }
    }
    let options = settings.finish()?;
    if let Some(name) = choice.directory {
        let directory = target::open_given(name)?;
        move_into(options, &operands, name, directory.as_fd());
        return Ok(());
    }
    let Some((&name, sources)) = operands.split_last() else {
        return Ok(());
    };
    let mut tried = None;
    if !choice.none {
        let exchanges = options.moving.is_some_and(|moving| moving.exchange);
        if sources.len() == 1 && !exchanges {
            tried = Some(attempt(sources[0], name));
        }
        if tried != Some(Ok(())) {
            match target::open(name) {
                Ok(directory) => {
                    move_into(options, sources, name, directory.as_fd());
                    return Ok(());
                }
                Err(e) if sources.len() > 1 => {
                    return Err(Error::io(format!("target {}", quoteaf(name)), &e));
                }
                Err(_) => {}
            }
        }
    }
    move_to(options, sources[0], name, tried);
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "mv",
        "[OPTION]... [-T] SOURCE DEST\n  or:  mv [OPTION]... SOURCE... DIRECTORY\n  \
         or:  mv [OPTION]... -t DIRECTORY SOURCE...",
        "Rename SOURCE to DEST, or move each SOURCE into DIRECTORY.",
    )
    .args([
        optional("--backup", "CONTROL", "back up each file that is replaced"),
        flag("-b", "like --backup, without a value"),
        flag(
            "--debug",
            "tell how each file is copied that has to be (implies -v)",
        ),
        flag("--exchange", "let SOURCE and DEST change places"),
        flag("-f, --force", "ask nothing (overrides -i and -n)"),
        flag(
            "-i, --interactive",
            "ask before a file is replaced (overrides -f and -n)",
        ),
        flag(
            "-n, --no-clobber",
            "replace nothing, and say nothing (overrides -f and -i)",
        ),
        flag(
            "--no-copy",
            "fail where a file would have to be copied, as it can't be renamed",
        ),
        flag(
            "--strip-trailing-slashes",
            "take the slashes off the end of each SOURCE",
        ),
        value(
            "-S, --suffix",
            "SUFFIX",
            "the suffix of backups (asks for them too)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "move all SOURCEs into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "DEST is the new name, never a directory to move into",
        ),
        optional(
            "--update",
            "UPDATE",
            "which existing files are replaced: all, none, none-fail, or older (the default \
             of UPDATE)",
        ),
        flag("-u", "like --update=older"),
        flag("-v, --verbose", "tell what is done"),
        flag(
            "-Z, --context",
            "give files the default SELinux context of their new place",
        ),
    ])
    .after_help(
        "Backups are named by CONTROL (or VERSION_CONTROL): none or off, numbered or t, \
         existing or nil\n(the default), simple or never. Their suffix is ~, or what --suffix \
         or SIMPLE_BACKUP_SUFFIX says.",
    )
}

type Attempt = std::result::Result<(), Errno>;

fn attempt(source: &OsStr, name: &OsStr) -> Attempt {
    let (source_name, name) = (c_string(source), c_string(name));
    rename_new(
        &Place::new(&source_name, source),
        &Place::new(&name, source),
    )
}

/// Gives one file a name.
fn move_to(options: Options, source: &OsStr, name: &OsStr, tried: Option<Attempt>) {
    let (source_name, target_name) = (c_string(source), c_string(name));
    let from = Place::new(&source_name, source);
    let to = Place::new(&target_name, name);
    let mut copier = Copier::new(options, false);
    let moved = match tried {
        Some(Ok(())) => Ok(copier.renamed(&from, &to)),
        Some(Err(e)) => copier.relocate(&from, &to, Some(e)),
        None => copier.relocate(&from, &to, None),
    };
    let _ = settle(&copier, source, moved);
}

/// Moves files into a directory. What fails was reported.
fn move_into(
    options: Options,
    sources: &[&'static OsStr],
    name: &OsStr,
    directory: shared::rustix::fd::BorrowedFd<'_>,
) {
    let mut copier = Copier::new(options, sources.len() > 1);
    for source in sources {
        let base = last_component(without_trailing_slashes(source.as_bytes()));
        let shown = target::join(name.as_bytes(), base);
        let Ok(target_name) = target::name_within(source).map_err(|e| e.emit()) else {
            continue;
        };
        let source_name = c_string(source);
        let to = Place {
            dir: directory,
            name: &target_name,
            shown: OsStr::from_bytes(&shown),
        };
        let moved = copier.relocate(&Place::new(&source_name, source), &to, None);
        let _ = settle(&copier, source, moved);
    }
}

/// Removes a source whose copy is whole.
fn settle(copier: &Copier, source: &OsStr, moved: Done<Moved>) -> Done {
    if moved? != Moved::Copied {
        return Ok(());
    }
    let how = remove::Options {
        ask: Ask::Never,
        recursive: true,
        verbose: copier.options().verbose,
        ..remove::Options::default()
    };
    match remove::remove(source, &how) {
        Outcome::Failed => Err(Failed),
        Outcome::Removed | Outcome::Declined => Ok(()),
    }
}

fn c_string(name: &OsStr) -> CString {
    CString::new(name.as_bytes()).unwrap_or_default()
}
