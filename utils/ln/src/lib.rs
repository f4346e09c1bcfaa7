//! ln: make links between files. GNU manual node "ln invocation"; POSIX ln.

mod linker;
mod relative;

use linker::Linker;
use shared::copy::Place;
use shared::fs::backup::Request;
use shared::fs::names::{c_name, last_component};
use shared::fs::target::{self, Choice};
use shared::input::files;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{CWD, OFlags};

/// What the options ask for.
#[derive(Debug)]
struct Settings {
    linker: Linker,
    target: Choice,
    backup: Request,
    /// Whether a symbolic link to a directory is one to make links in.
    follows_target: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let mut settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    let Some((&last, sources)) = operands.split_last() else {
        return Err(target::missing());
    };
    let linker = &mut settings.linker;
    if linker.relative && !linker.symbolic {
        return Err(Error::new("cannot do --relative without --symbolic"));
    }
    let choice = settings.target;
    if choice.none {
        check_two(&choice, &operands)?;
    }
    linker.several = operands.len() > 1;
    let could_not = |name: &OsStr, e| Error::io(format!("target {}", quoteaf(name)), &e);
    match settings.backup.settle() {
        Ok(backup) => settings.linker.backup = backup,
        Err(e) => {
            // A target that is no directory is reported first.
            let name = choice.directory.or((sources.len() > 1).then_some(last));
            let opened = name.map(|name| settings.open(name).map_err(|e| could_not(name, e)));
            return Err(opened.and_then(Result::err).unwrap_or(e));
        }
    }
    if let Some(name) = choice.directory {
        let directory = settings.open(name).map_err(|e| could_not(name, e))?;
        return link_into(settings.linker, &operands, name, directory.as_fd());
    }
    if choice.none {
        return link_to(settings.linker, sources[0], last);
    }
    if sources.is_empty() {
        return link_into(settings.linker, &operands, OsStr::new("."), CWD);
    }
    // The system refuses an empty target before it looks at the name of the link.
    if let [source] = sources
        && source.is_empty()
        && settings.linker.symbolic
        && !settings.linker.relative
    {
        return link_to(settings.linker, source, last);
    }
    match settings.open(last) {
        Ok(directory) => link_into(settings.linker, sources, last, directory.as_fd()),
        Err(e) => match target::not_a_directory(last, sources.len() > 1, &e) {
            Some(error) => Err(error),
            None => link_to(settings.linker, sources[0], last),
        },
    }
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut linker = Linker::default();
        let mut target = Choice::default();
        let mut backup = Request::default();
        let mut follows_target = true;
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
                    target.set_directory(option.value())?;
                    check_directory(option.value())?;
                }
                "no-target-directory" => target.none = true,
                "verbose" => linker.verbose = true,
                _ => option.unhandled(),
            }
        }
        Ok(Self {
            linker,
            target,
            backup,
            follows_target,
        })
    }

    /// Opens a directory to make links in.
    fn open(&self, name: &OsStr) -> io::Result<OwnedFd> {
        let mut flags = OFlags::PATH | OFlags::DIRECTORY;
        flags.set(OFlags::NOFOLLOW, !self.follows_target);
        files::open(name, flags)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "ln",
        "[OPTION]... [-T] TARGET LINK_NAME\n  or:  ln [OPTION]... TARGET\n  \
         or:  ln [OPTION]... TARGET... DIRECTORY\n  \
         or:  ln [OPTION]... -t DIRECTORY TARGET...",
        "Create a link to TARGET with the name LINK_NAME, or links to each TARGET in \
         DIRECTORY or in the current directory. Links are hard unless --symbolic is given.",
    )
    .listed_first("suffix symbolic")
    .options(options![
        optional(
            "--backup",
            "CONTROL",
            "back up every file that is overwritten",
        ),
        flag("-b", "like --backup without a CONTROL"),
        flag(
            "-d, --directory",
            "allow the superuser to try to hard link directories",
        ),
        flag("-F", "the same as -d"),
        flag("-f, --force", "remove existing destination files"),
        flag("-i, --interactive", "ask before removing destinations"),
        flag("-L, --logical", "follow TARGETs that are symbolic links"),
        flag(
            "-n, --no-dereference",
            "treat LINK_NAME as a file if it is a symbolic link to a directory",
        ),
        flag(
            "-P, --physical",
            "make hard links to symbolic links themselves (the default)",
        ),
        flag(
            "-r, --relative",
            "with -s, make links relative to their own directory",
        ),
        flag(
            "-s, --symbolic",
            "make symbolic links instead of hard links",
        ),
        value(
            "-S, --suffix",
            "SUFFIX",
            "use SUFFIX for backups (implies --backup)",
        ),
        value(
            "-t, --target-directory",
            "DIRECTORY",
            "create the links in DIRECTORY",
        ),
        flag(
            "-T, --no-target-directory",
            "treat LINK_NAME as a file, even if it is a directory",
        ),
        flag("-v, --verbose", "report each link"),
    ])
    .notes(
        "CONTROL, or else the variable VERSION_CONTROL, says how backups are named: none \
         or off (no backups), numbered or t (name.~1~, name.~2~, ...), simple or never \
         (name~), existing or nil (numbered if there are numbered ones, else simple; the \
         default). --suffix or the variable SIMPLE_BACKUP_SUFFIX replaces the ~ of simple \
         backups.",
    )
}

/// Checks the directory of `-t`. GNU does so while it reads options.
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

/// Checks that `-T` has two operands and no `-t` beside it.
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

/// Makes one link called `name`.
fn link_to(mut linker: Linker, source: &OsStr, name: &OsStr) -> Result {
    linker.link(source, &Place::new(&c_name(name.as_bytes())?, name))
}

/// Makes links in a directory.
fn link_into(
    mut linker: Linker,
    sources: &[&OsStr],
    name: &OsStr,
    directory: BorrowedFd<'_>,
) -> Result {
    for &source in sources {
        let link = match last_component(source.as_bytes()) {
            // There is no such link, which the system reports.
            b"" | b"/" => c"".to_owned(),
            name => c_name(name)?,
        };
        let mut shown = target::join(name.as_bytes(), link.to_bytes());
        if link.is_empty() && !shown.ends_with(b"/") {
            shown.push(b'/');
        }
        let to = Place {
            dir: directory,
            name: &link,
            shown: OsStr::from_bytes(&shown),
        };
        linker.link(source, &to)?;
    }
    Ok(())
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
