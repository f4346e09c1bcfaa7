//! mv: move or rename files. GNU manual node "mv invocation"; POSIX mv.
//!
//! Gap: `-Z` does not look up SELinux's default for the destination; the kernel assigns a
//! context.

mod settings;

use settings::Settings;
use shared::copy::{Copier, Done, Moved, Options, Place, rename_new};
use shared::fs::names::{c_name, last_component, without_trailing_slashes};
use shared::fs::target::{self, Choice};
use shared::prelude::*;
use shared::remove::{self, Ask};
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::io::Errno;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let choice = settings.target;
    let operands = operands(options.operands(), &settings)?;
    let options = match settings.finish() {
        Ok(options) => options,
        Err(e) => return Err(target_mistake(&choice, &operands).unwrap_or(e)),
    };
    if let Some(name) = choice.directory {
        let directory = target::open_given(name)?;
        return move_into(options, &operands, name, directory.as_fd());
    }
    let Some((&name, sources)) = operands.split_last() else {
        return Err(target::missing());
    };
    if choice.none {
        return move_to(options, sources[0], name, None);
    }
    let exchanges = options.moving.is_some_and(|moving| moving.exchange);
    // The usual case first: a plain rename to a name that is free needs no other system call.
    let tried = match sources {
        [source] if !exchanges => Some(rename_to_new(source, name)?),
        _ => None,
    };
    if tried == Some(Ok(())) {
        return move_to(options, sources[0], name, tried);
    }
    match target::open(name) {
        Ok(directory) => move_into(options, sources, name, directory.as_fd()),
        Err(e) => match target::not_a_directory(name, sources.len() > 1, &e) {
            Some(error) => Err(error),
            None => move_to(options, sources[0], name, tried),
        },
    }
}

/// Returns what is wrong with the target, which is reported before an unknown type of backups.
fn target_mistake(choice: &Choice, operands: &[&'static OsStr]) -> Option<Error> {
    if let Some(name) = choice.directory {
        return target::open_given(name).err();
    }
    let (last, sources) = operands.split_last()?;
    let is_target = sources.len() > 1 && !choice.none;
    let opened = is_target.then(|| target::open(last))?;
    let could_not = |e| Error::io(format!("target {}", quoteaf(last)), &e);
    opened.err().map(could_not)
}

/// Returns the operands after checking how many there are.
fn operands(mut operands: Vec<&'static OsStr>, settings: &Settings) -> Result<Vec<&'static OsStr>> {
    let choice = settings.target;
    match operands[..] {
        [] => return Err(target::missing()),
        [only] if choice.directory.is_none() => return Err(target::missing_destination(only)),
        _ => choice.check()?,
    }
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
    Ok(operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "mv",
        "[OPTION]... [-T] SOURCE DEST\n  or:  mv [OPTION]... SOURCE... DIRECTORY\n  \
         or:  mv [OPTION]... -t DIRECTORY SOURCE...",
        "Rename SOURCE to DEST, or move each SOURCE into DIRECTORY.",
    )
    .options(options![
        optional(
            "--backup",
            "CONTROL",
            "back up every file that is overwritten",
        ),
        flag("-b", "like --backup without a CONTROL"),
        flag(
            "--debug",
            "report how files that cannot be renamed are copied (implies -v)",
        ),
        flag("--exchange", "exchange SOURCE and DEST"),
        flag("-f, --force", "never ask (overrides -i and -n)"),
        flag(
            "-i, --interactive",
            "ask before overwriting (overrides -f and -n)",
        ),
        flag(
            "-n, --no-clobber",
            "do not overwrite files (overrides -f and -i)",
        ),
        flag(
            "--no-copy",
            "fail if a file cannot be renamed, instead of copying it",
        ),
        flag(
            "--strip-trailing-slashes",
            "remove trailing slashes from each SOURCE",
        ),
        value(
            "-S, --suffix",
            "SUFFIX",
            "use SUFFIX for backups (implies --backup)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "move every SOURCE into DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "treat DEST as a file, even if it is a directory",
        ),
        optional(
            "--update",
            "UPDATE",
            "overwrite which files: all, none, none-fail, or older (only files older than \
             SOURCE; if UPDATE is left out)",
        ),
        flag("-u", "the same as --update=older"),
        flag("-v, --verbose", "report each move"),
        flag(
            "-Z, --context",
            "set the default SELinux context of the destination",
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

/// The outcome of a rename that replaces nothing.
type Attempt = std::result::Result<(), Errno>;

fn rename_to_new(source: &OsStr, name: &OsStr) -> Result<Attempt> {
    let (source_name, target_name) = (c_name(source.as_bytes())?, c_name(name.as_bytes())?);
    Ok(rename_new(
        &Place::new(&source_name, source),
        &Place::new(&target_name, name),
    ))
}

/// Moves one file to `name`. `tried` is the outcome of the rename, if it was tried.
fn move_to(options: Options, source: &OsStr, name: &OsStr, tried: Option<Attempt>) -> Result {
    let (source_name, target_name) = (c_name(source.as_bytes())?, c_name(name.as_bytes())?);
    let from = Place::new(&source_name, source);
    let to = Place::new(&target_name, name);
    let mut copier = Copier::new(options, false);
    let moved = match tried {
        Some(Ok(())) => Ok(copier.renamed(&from, &to)),
        Some(Err(e)) => copier.relocate(&from, &to, Some(e)),
        None => copier.relocate(&from, &to, None),
    };
    remove_copied(&copier, source, moved);
    Ok(())
}

/// Moves files into a directory.
fn move_into(
    options: Options,
    sources: &[&'static OsStr],
    name: &OsStr,
    directory: BorrowedFd<'_>,
) -> Result {
    let mut copier = Copier::new(options, sources.len() > 1);
    for source in sources {
        let base = last_component(without_trailing_slashes(source.as_bytes()));
        let shown = target::join(name.as_bytes(), base);
        let Ok(target_name) = target::name_within(source).map_err(|e| e.emit()) else {
            continue;
        };
        let source_name = c_name(source.as_bytes())?;
        let to = Place {
            dir: directory,
            name: &target_name,
            shown: OsStr::from_bytes(&shown),
        };
        let moved = copier.relocate(&Place::new(&source_name, source), &to, None);
        remove_copied(&copier, source, moved);
    }
    Ok(())
}

/// Removes a source that was copied because it could not be renamed. A failure, to move or to
/// remove, was reported.
fn remove_copied(copier: &Copier, source: &OsStr, moved: Done<Moved>) {
    if !matches!(moved, Ok(Moved::Copied)) {
        return;
    }
    let how = remove::Options {
        ask: Ask::Never,
        recursive: true,
        verbose: copier.options().verbose,
        ..remove::Options::default()
    };
    remove::remove(source, &how);
}
