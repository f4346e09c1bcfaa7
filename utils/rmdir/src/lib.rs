//! rmdir: remove empty directories. GNU manual node "rmdir invocation"; POSIX rmdir.

use shared::input::files;
use shared::prelude::*;
use shared::rustix::fs::{self, AtFlags, CWD, Dir, OFlags};
use shared::rustix::io::{Errno, Result as Outcome};
use shared::sys::stat::StatExt;

#[derive(Debug, Default)]
struct Remover {
    parents: bool,
    verbose: bool,
    ignore_nonempty: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let remover = Remover::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    for path in operands {
        if let Err(e) = remover.remove(path) {
            e.emit();
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "rmdir",
        "[OPTION]... DIRECTORY...",
        "Remove each DIRECTORY, if it is empty.",
    )
    .options(options![
        flag(
            "--ignore-fail-on-non-empty",
            "ignore failures for directories that are not empty",
        ),
        flag(
            "-p, --parents",
            "also remove the parents: 'rmdir -p a/b' is the same as 'rmdir a/b a'",
        )
        .hidden("--path"),
        flag("-v, --verbose", "report each directory before removing it"),
    ])
}

impl Remover {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut remover = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "parents" => remover.parents = true,
                "verbose" => remover.verbose = true,
                "ignore-fail-on-non-empty" => remover.ignore_nonempty = true,
                _ => option.unhandled(),
            }
        }
        Ok(remover)
    }

    fn remove(&self, path: &OsStr) -> Result {
        self.announce(path);
        match rmdir(path) {
            Ok(()) if self.parents => self.remove_parents(path),
            Ok(()) => Ok(()),
            Err(e) if self.is_ignored(path, e) => Ok(()),
            Err(Errno::NOTDIR) if leads_to_directory(path) => Err(Error::new(format!(
                "failed to remove {}: Symbolic link not followed",
                quoteaf(path)
            ))),
            Err(e) => Err(failure("failed to remove", path, e)),
        }
    }

    /// Removes the directories above `path`, up to the first that is not empty.
    fn remove_parents(&self, path: &OsStr) -> Result {
        let mut path = without_slashes(path.as_bytes());
        while let Some(slash) = path.iter().rposition(|&b| b == b'/') {
            path = without_slashes(&path[..=slash]);
            let parent = OsStr::from_bytes(path);
            self.announce(parent);
            match rmdir(parent) {
                Ok(()) => {}
                Err(e) if self.is_ignored(parent, e) => return Ok(()),
                Err(Errno::NOTDIR) => {
                    return Err(failure("failed to remove", parent, Errno::NOTDIR));
                }
                Err(e) => return Err(failure("failed to remove directory", parent, e)),
            }
        }
        Ok(())
    }

    fn announce(&self, path: &OsStr) {
        if self.verbose {
            diagnostics::note(&format!("removing directory, {}", quoteaf(path)));
        }
    }

    /// Returns whether `--ignore-fail-on-non-empty` covers `error`. The kernel may report another
    /// reason for a directory that is not empty either.
    fn is_ignored(&self, path: &OsStr, error: Errno) -> bool {
        self.ignore_nonempty
            && match error {
                Errno::NOTEMPTY | Errno::EXIST => true,
                Errno::ACCESS | Errno::PERM | Errno::ROFS | Errno::BUSY => is_nonempty(path),
                _ => false,
            }
    }
}

fn rmdir(path: &OsStr) -> Outcome<()> {
    fs::unlinkat(CWD, path, AtFlags::REMOVEDIR)
}

fn failure(what: &str, path: &OsStr, e: Errno) -> Error {
    Error::io(format!("{what} {}", quoteaf(path)), &e.into())
}

fn is_nonempty(path: &OsStr) -> bool {
    // A link to a directory is not what could not be removed.
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let Ok(dir) = files::open(path, flags) else {
        return false;
    };
    let Ok(entries) = Dir::new(dir) else {
        return false;
    };
    // An entry that can't be read does not prove that there is one.
    entries
        .filter_map(|entry| entry.ok())
        .any(|entry| !matches!(entry.file_name().to_bytes(), b"." | b".."))
}

/// Returns whether `path` is a symbolic link to a directory, followed by a slash. The kernel
/// reports "Not a directory" for it, which would mislead.
fn leads_to_directory(path: &OsStr) -> bool {
    let link = OsStr::from_bytes(without_slashes(path.as_bytes()));
    let stat = |flags| fs::statat(CWD, link, flags);
    link != path
        && stat(AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| stat.is_link())
        // A dangling link counts as one to a directory.
        && stat(AtFlags::empty()).map_or(true, |target| target.is_directory())
}

/// Removes trailing slashes, except for the root directory's.
fn without_slashes(path: &[u8]) -> &[u8] {
    let kept = path
        .iter()
        .rposition(|&b| b != b'/')
        .map_or(1, |last| last + 1);
    &path[..kept.min(path.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Remover::parse(&mut options);
        });
    }
}
