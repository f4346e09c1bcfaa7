//! ln: make links between files. GNU manual node "ln invocation"; POSIX ln.

mod linker;
mod relative;

use linker::Linker;
use shared::fs::backup::Request;
use shared::fs::target::{self, Choice};
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{CWD, OFlags};
use std::ffi::CString;

/// Runs ln.
pub fn run(args: Args) -> Result {
    let mut linker = Linker::default();
    let mut choice = Choice::default();
    let mut backup = Request::default();
    let mut follows_target = true;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "backup" | "b" => backup.ask(option.optional()),
            "directory" | "F" => linker.directories = true,
            "force" => (linker.force, linker.ask) = (true, false),
            "interactive" => (linker.force, linker.ask) = (false, true),
            "logical" => linker.follow = true,
            "no-dereference" => follows_target = false,
            "physical" => linker.follow = false,
            "relative" => linker.relative = true,
            "symbolic" => linker.symbolic = true,
            "suffix" => backup.suffix(option.value()),
            "target-directory" => {
                choice.set_directory(option.value())?;
                check_directory(option.value())?;
            }
            "no-target-directory" => choice.none = true,
            _ => linker.verbose = true,
        }
    }
    let operands = options.operands();
    let Some((&last, sources)) = operands.split_last() else {
        return Err(target::missing());
    };
    if linker.relative && !linker.symbolic {
        return Err(Error::new("cannot do --relative without --symbolic"));
    }
    if choice.none {
        check_two(&choice, &operands)?;
    }
    let open = |name: &OsStr| {
        let mut flags = OFlags::PATH | OFlags::DIRECTORY;
        flags.set(OFlags::NOFOLLOW, !follows_target);
        shared::input::files::open(name, flags)
    };
    linker.backup = backup.settle()?;
    linker.several = operands.len() > 1;
    let directory = match choice.directory {
        _ if choice.none => None,
        Some(name) => Some((
            name,
            open(name).map_err(|e| Error::io(format!("target {}", quoteaf(name)), &e))?,
        )),
        None if sources.is_empty() => {
            link_into(&mut linker, &operands, OsStr::new("."), CWD);
            return Ok(());
        }
        None => match open(last) {
            Ok(directory) => Some((last, directory)),
            Err(e) if sources.len() > 1 => {
                return Err(Error::io(format!("target {}", quoteaf(last)), &e));
            }
            Err(_) => None,
        },
    };
    match directory {
        Some((name, directory)) => {
            let sources = if choice.directory.is_some() {
                &operands
            } else {
                sources
            };
            link_into(&mut linker, sources, name, directory.as_fd());
        }
        None => {
            let name = CString::new(last.as_bytes()).unwrap_or_default();
            let to = shared::copy::Place::new(&name, last);
            linker.link(sources[0], &to);
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "ln",
        "[OPTION]... [-T] TARGET LINK_NAME\n  or:  ln [OPTION]... TARGET\n  \
         or:  ln [OPTION]... TARGET... DIRECTORY\n  \
         or:  ln [OPTION]... -t DIRECTORY TARGET...",
        "Make a link to TARGET called LINK_NAME, or links to each TARGET in DIRECTORY or\nthe \
         current directory. Links are hard ones, unless --symbolic is given.",
    )
    .args([
        optional("--backup", "CONTROL", "back up each file that is replaced"),
        flag("-b", "like --backup, without a value"),
        flag(
            "-d, --directory",
            "let the superuser try to make hard links to directories",
        ),
        flag("-F", "like -d"),
        flag("-f, --force", "replace what exists"),
        flag("-i, --interactive", "ask before something is replaced"),
        flag(
            "-L, --logical",
            "make hard links to what TARGETs that are symbolic links lead to",
        ),
        flag(
            "-n, --no-dereference",
            "take a LINK_NAME that is a symbolic link to a directory for a file",
        ),
        flag(
            "-P, --physical",
            "make hard links to symbolic links themselves (the default)",
        ),
        flag(
            "-r, --relative",
            "with -s, let links lead to TARGET from where they are",
        ),
        flag("-s, --symbolic", "make symbolic links"),
        value(
            "-S, --suffix",
            "SUFFIX",
            "the suffix of backups (asks for them too)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "make the links in DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "LINK_NAME is a name, never a directory to put links into",
        ),
        flag("-v, --verbose", "tell of each link"),
    ])
    .after_help(
        "Backups are named by CONTROL (or VERSION_CONTROL): none or off, numbered or t, \
         existing or nil\n(the default), simple or never. Their suffix is ~, or what --suffix \
         or SIMPLE_BACKUP_SUFFIX says.",
    )
}

/// Refuses a `-t` that names no directory, before all else.
fn check_directory(name: &OsStr) -> Result {
    match std::fs::metadata(name) {
        Err(e) => Err(Error::io(format!("failed to access {}", quoteaf(name)), &e)),
        Ok(found) if !found.is_dir() => Err(Error::new(format!(
            "target {} is not a directory",
            quoteaf(name)
        ))),
        Ok(_) => Ok(()),
    }
}

/// With `-T` there are two operands.
fn check_two(choice: &Choice, operands: &[&OsStr]) -> Result {
    if choice.directory.is_some() {
        return Err(Error::new(
            "cannot combine --target-directory and --no-target-directory",
        ));
    }
    match operands {
        [only] => Err(target::missing_destination(only)),
        [_, _, extra, ..] => Err(target::extra(extra)),
        _ => Ok(()),
    }
}

/// Makes links in a directory. What fails was reported.
fn link_into(linker: &mut Linker, sources: &[&OsStr], name: &OsStr, directory: BorrowedFd<'_>) {
    for &source in sources {
        let Ok(link) = target::name_within(source).map_err(|e| e.emit()) else {
            continue;
        };
        let shown = target::join(name.as_bytes(), link.to_bytes());
        let to = shared::copy::Place {
            dir: directory,
            name: &link,
            shown: OsStr::from_bytes(&shown),
        };
        linker.link(source, &to);
    }
}
