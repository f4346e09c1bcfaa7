//! Questions to the user before a removal.

use super::options::{Ask, Options};
use crate::fs::filetype;
use crate::fs::walk::{Entry, Status};
use crate::program::ask::confirm;
use crate::sys::access::may;
use crate::sys::directory::Entries;
use crate::text::quoting::quoteaf;
use rustix::fs::{Access, FileType, Mode, OFlags, StatxFlags, openat};
use rustix::io::Errno;

/// The step that is about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Enter a directory.
    Descend,
    /// Remove a directory after its contents.
    Directory,
    /// Remove anything else.
    File,
}

/// What to do with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    /// Remove the directory without entering it.
    GoAtOnce,
    Declined,
    /// It cannot be removed. That has been reported.
    Failed,
}

/// Whether a directory has entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Nothing,
    Something,
    Unknown,
}

/// Asks the user if the options require that.
pub(super) fn ask(options: &Options, entry: &Entry<'_>, doing: Doing) -> Result<Verdict, Errno> {
    let always = options.ask == Ask::Always;
    let asks = always || options.ask == Ask::Protected && options.terminal;
    if !asks {
        return Ok(Verdict::Go);
    }
    let is_link = doing == Doing::File && entry.status.kind() == FileType::Symlink;
    let protected = !options.ignore_missing && !is_link && is_write_protected(entry)?;
    if !protected && !always {
        return Ok(Verdict::Go);
    }
    let status = Status::of(entry.dir, entry.name, false, StatxFlags::SIZE)?;
    if status.kind() == FileType::Symlink && !always {
        return Ok(Verdict::Go);
    }
    let mut content = Content::Something;
    if doing == Doing::Descend {
        content = content_of(entry);
    }
    let name = quoteaf(entry.path);
    let guard = if protected { "write-protected " } else { "" };
    let question = match (doing, content) {
        (Doing::Descend, Content::Something) => format!("descend into {guard}directory {name}"),
        (Doing::Descend, Content::Unknown) => {
            format!("attempt removal of inaccessible directory {name}")
        }
        _ => {
            let kind = filetype::name(status.kind(), status.size);
            format!("remove {guard}{kind} {name}")
        }
    };
    Ok(match (confirm(&question), content) {
        (false, _) => Verdict::Declined,
        (true, Content::Something) => Verdict::Go,
        // Do not ask again before the directory itself is removed.
        (true, _) => Verdict::GoAtOnce,
    })
}

/// Returns whether the file is not writable. Symbolic links have no permissions of their own.
fn is_write_protected(entry: &Entry<'_>) -> Result<bool, Errno> {
    if rustix::process::geteuid().is_root() {
        return Ok(false);
    }
    let status = Status::of(entry.dir, entry.name, false, StatxFlags::empty())?;
    if status.kind() == FileType::Symlink {
        return Ok(false);
    }
    match may(entry.dir, entry.name, Access::WRITE_OK) {
        Ok(()) => Ok(false),
        Err(Errno::ACCESS) => Ok(true),
        Err(e) => Err(e),
    }
}

/// Returns whether this is a directory that is known not to be empty.
pub(super) fn is_not_empty(entry: &Entry<'_>) -> bool {
    content_of(entry) == Content::Something
}

fn content_of(entry: &Entry<'_>) -> Content {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let Ok(dir) = openat(entry.dir, entry.name, flags, Mode::empty()) else {
        return Content::Unknown;
    };
    let Ok(mut entries) = Entries::new(dir) else {
        return Content::Unknown;
    };
    loop {
        match entries.next() {
            None => return Content::Nothing,
            Some(Err(_)) => return Content::Unknown,
            Some(Ok(entry)) if matches!(entry.name.to_bytes(), b"." | b"..") => {}
            Some(Ok(_)) => return Content::Something,
        }
    }
}
