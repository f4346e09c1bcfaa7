//! rmdir: remove empty directories. GNU manual node "rmdir invocation"; POSIX rmdir.

use shared::input::files;
use shared::prelude::*;
use shared::rustix::fs::{self, AtFlags, CWD, Dir, FileType, OFlags};
use shared::rustix::io::{Errno, Result as Outcome};

#[derive(Debug, Default)]
struct Remover {
    parents: bool,
    verbose: bool,
    ignore_nonempty: bool,
}

/// Runs rmdir.
pub fn run(args: Args) -> Result {
    let mut remover = Remover::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "parents" => remover.parents = true,
            "verbose" => remover.verbose = true,
            _ => remover.ignore_nonempty = true,
        }
    }
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "rmdir",
        "[OPTION]... DIRECTORY...",
        "Remove each DIRECTORY, which must be empty.",
    )
    .args([
        flag(
            "--ignore-fail-on-non-empty",
            "say nothing of directories that are not empty",
        ),
        flag(
            "-p, --parents, --path",
            "remove the directories above too: 'rmdir -p a/b' is like 'rmdir a/b a'",
        ),
        flag("-v, --verbose", "tell of each directory before removing it"),
    ])
}

impl Remover {
    fn remove(&self, path: &OsStr) -> Result {
        self.tell(path);
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
            self.tell(parent);
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

    fn tell(&self, path: &OsStr) {
        if self.verbose {
            diagnostics::note(&format!("removing directory, {}", quoteaf(path)));
        }
    }

    /// Is `error` just that the directory is not empty? Where it can't be removed for another
    /// reason too, the kernel may name that one.
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
    let Ok(dir) = files::open(path, OFlags::RDONLY | OFlags::DIRECTORY) else {
        return false;
    };
    let Ok(entries) = Dir::new(dir) else {
        return false;
    };
    entries
        .filter_map(|entry| entry.ok())
        .any(|entry| !matches!(entry.file_name().to_bytes(), b"." | b".."))
}

/// Is `path` a symbolic link with a slash behind it? The kernel says "Not a directory" then,
/// which is hard to believe of a link to a directory.
fn leads_to_directory(path: &OsStr) -> bool {
    let link = OsStr::from_bytes(without_slashes(path.as_bytes()));
    let kind =
        |flags| fs::statat(CWD, link, flags).map(|stat| FileType::from_raw_mode(stat.st_mode));
    link != path
        && kind(AtFlags::SYMLINK_NOFOLLOW) == Ok(FileType::Symlink)
        && !matches!(kind(AtFlags::empty()), Ok(target) if target != FileType::Directory)
}

/// Without slashes at the end; the root keeps its own.
fn without_slashes(path: &[u8]) -> &[u8] {
    let kept = path
        .iter()
        .rposition(|&b| b != b'/')
        .map_or(1, |last| last + 1);
    &path[..kept.min(path.len())]
}
