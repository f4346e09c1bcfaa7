//! Installs one file: copies and strips it, then sets its owner and permissions.

use crate::compare;
use shared::copy::{self, Copier, Done, Facts, Failed, Id, Options, Place};
use shared::fs::names::c_name;
use shared::fs::output::OutputFile;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{self, AtFlags, Gid, OFlags, Timestamps, Uid};
use shared::rustix::io::Errno;
use shared::sys::chmod::chmod_opened;
use shared::sys::owner::chown_opened;
use std::process::Command as Process;

/// The owner of what is made. What is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Owner {
    pub(crate) user: Option<u32>,
    pub(crate) group: Option<u32>,
}

impl Owner {
    pub(crate) fn is_given(&self) -> bool {
        self.user.is_some() || self.group.is_some()
    }

    /// Sets the owner of an open file, or one that was opened with `O_PATH`.
    pub(crate) fn give(&self, file: BorrowedFd<'_>) -> shared::rustix::io::Result<()> {
        let (user, group) = (self.user.map(Uid::from_raw), self.group.map(Gid::from_raw));
        chown_opened(file, user, group)
    }
}

/// How files are installed.
#[derive(Debug)]
pub(crate) struct Installer {
    pub(crate) copying: Options,
    /// Leave files alone that would not change.
    pub(crate) compare: bool,
    /// The program that strips symbols, if asked for.
    pub(crate) strip: Option<&'static OsStr>,
    pub(crate) mode: u32,
    pub(crate) owner: Owner,
}

impl Installer {
    /// Installs `source` as `to`. What fails is reported, and is no error here.
    pub(crate) fn install(&self, copier: &mut Copier, source: &OsStr, to: &Place<'_>) -> Result {
        let name = c_name(source.as_bytes())?;
        // A failure was reported, and the other operands are installed.
        let _ = self.try_install(copier, &Place::new(&name, source), to);
        Ok(())
    }

    fn try_install(&self, copier: &mut Copier, from: &Place<'_>, to: &Place<'_>) -> Done {
        let facts = if self.copying.preserve.timestamps {
            let facts = from.stat(true);
            Some(facts.map_err(|e| failed(&format!("cannot stat {}", from.quoted()), &e))?)
        } else {
            None
        };
        let mut made = None;
        let installed = match self.compare {
            true => compare::installed(self, from, to),
            false => None,
        };
        let mut known = installed.map(Known::File);
        if installed.is_none() {
            copier.copy(from, to, false)?;
            made = copier.take_made();
        }
        if let Some(program) = self.strip {
            if let Some(file) = made.take() {
                let facts = Facts::of_open(&file);
                let what = |e| failed(&format!("cannot fstat {}", to.quoted()), &e);
                let facts = facts.map_err(what)?;
                known = Some(Known::Owner(facts.user));
                copy::close(file, to)?;
            }
            self.strip(program, to)?;
        }
        // Stripping changes the times, and so does copying from anything but a regular file. What
        // was installed already has other times.
        let differ = |facts: &Facts| self.strip.is_some() || self.compare || !facts.is_regular();
        if let Some(facts) = facts.filter(differ) {
            set_times(to, &facts)?;
        }
        let file = match made {
            Some(file) => file,
            None => open_installed(to, known)?,
        };
        self.set_attributes(&file, to)?;
        copy::close(file, to)
    }

    fn strip(&self, program: &OsStr, to: &Place<'_>) -> Done {
        let mut path = to.shown.to_owned();
        if path.as_bytes().starts_with(b"-") {
            path = OsStr::from_bytes(&[b"./", path.as_bytes()].concat()).to_owned();
        }
        match Process::new(program).arg(path).status() {
            Ok(status) if status.success() => return Ok(()),
            Ok(_) => {}
            Err(e) => diagnostics::error_io(&format!("cannot run {}", quoteaf(program)), &e),
        }
        diagnostics::error("strip process terminated abnormally");
        if let Err(e) = to.remove() {
            diagnostics::error_io(&format!("cannot unlink {}", to.quoted()), &e);
        }
        Err(Failed)
    }

    fn set_attributes(&self, file: &OutputFile, to: &Place<'_>) -> Done {
        if self.owner.is_given() {
            self.owner.give(file.as_fd()).map_err(|e| {
                let what = format!("cannot change ownership of {}", to.quoted());
                failed(&what, &e.into())
            })?;
        }
        chmod_opened(file.as_fd(), self.mode).map_err(|e| cannot_change_mode(to, e))
    }
}

/// What is known of a file that is installed.
#[derive(Clone, Copy)]
enum Known {
    File(Id),
    /// It was rewritten by the program that strips it, so that it may be another file.
    Owner(u32),
}

impl Known {
    fn fits(self, facts: &Facts) -> bool {
        match self {
            Self::File(id) => facts.id == id,
            Self::Owner(user) => facts.user == user && facts.links == 1,
        }
    }
}

/// Opens a file that is installed already, or was rewritten by the program that strips it. What
/// has replaced it since is left alone: in a directory that others may write to, that could be a
/// link to any file, or a program of theirs.
fn open_installed(to: &Place<'_>, known: Option<Known>) -> Done<OutputFile> {
    let file = to
        .open(OFlags::PATH | OFlags::NOFOLLOW, 0)
        .map_err(|e| cannot_change_mode(to, Errno::from_io_error(&e).unwrap_or(Errno::IO)))?;
    match Facts::of_open(&file) {
        Ok(facts) if facts.is_regular() && known.is_none_or(|known| known.fits(&facts)) => {
            Ok(file.into())
        }
        Ok(facts) if facts.is_regular() => {
            let name = to.quoted();
            diagnostics::error(&format!("{name} was replaced while being installed"));
            Err(Failed)
        }
        Ok(facts) if facts.is_link() => Err(cannot_change_mode(to, Errno::LOOP)),
        _ => Err(cannot_change_mode(to, Errno::INVAL)),
    }
}

fn cannot_change_mode(to: &Place<'_>, e: Errno) -> Failed {
    let what = format!("cannot change permissions of {}", to.quoted());
    failed(&what, &e.into())
}

fn set_times(to: &Place<'_>, facts: &Facts) -> Done {
    let times = Timestamps {
        last_access: facts.accessed,
        last_modification: facts.modified,
    };
    fs::utimensat(to.dir, to.name, &times, AtFlags::SYMLINK_NOFOLLOW).map_err(|e| {
        let what = format!("cannot set timestamps for {}", to.quoted());
        failed(&what, &e.into())
    })
}

fn failed(message: &str, e: &io::Error) -> Failed {
    diagnostics::error_io(message, e);
    Failed
}
