//! Creating FIFOs and device files, for `mkfifo` and `mknod`.

use crate::fs::mode::{self, Changes};
use crate::options;
use crate::program::cli::{Given, Table};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::sys::chmod::chmod_opened;
use crate::sys::stat::StatExt;
use rustix::fd::AsFd;
use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, mknodat, openat};
use rustix::io::{Errno, Result as Outcome};
use std::ffi::OsStr;

/// Mode without `-m`, before the umask.
const USUAL: u32 = 0o666;

/// Creates nodes with the same mode.
#[derive(Debug, Default)]
pub struct Maker {
    /// The value of `-m`.
    mode: Option<&'static OsStr>,
    exact: Option<u32>,
}

impl Maker {
    /// Takes one of [`options`].
    pub fn option(&mut self, option: &Given) {
        match option.name {
            "mode" => self.mode = Some(option.value()),
            "context" => {
                if option.optional().is_some() {
                    diagnostics::warning(
                        "warning: ignoring --context; it requires an SELinux/SMACK-enabled kernel",
                    );
                }
            }
            "Z" => {}
            _ => option.unhandled(),
        }
    }

    /// Parses the mode, after all options were taken.
    ///
    /// # Errors
    /// The mode is invalid or contains more than permissions.
    pub fn ready(&mut self) -> Result {
        let Some(text) = self.mode else {
            return Ok(());
        };
        let changes =
            Changes::parse(text.as_encoded_bytes()).ok_or_else(|| Error::new("invalid mode"))?;
        let mode = changes.apply(USUAL, false, mode::umask());
        if mode & !mode::PERMISSIONS != 0 {
            return Err(Error::new("mode must specify only file permission bits"));
        }
        self.exact = Some(mode);
        Ok(())
    }

    /// Creates a node: mknod(2). The umask does not restrict a mode that was requested.
    ///
    /// # Errors
    /// Those of mknod(2).
    pub fn make(&self, path: &OsStr, kind: FileType, device: u64) -> Outcome<()> {
        if u32::try_from(device).is_err() {
            // The kernel uses 32 bits of the device number.
            return Err(Errno::INVAL);
        }
        let Some(exact) = self.exact else {
            return mknodat(CWD, path, kind, Mode::from_raw_mode(USUAL), device);
        };
        let umask = rustix::process::umask(Mode::empty());
        let result = mknodat(CWD, path, kind, Mode::from_raw_mode(exact), device);
        rustix::process::umask(umask);
        result
    }

    /// Sets the mode of a node that was just created, if the directory's default ACL restricted
    /// it. A file that has replaced the node since is left alone.
    ///
    /// # Errors
    /// Those of chmod(2), and `ENOENT` if the node was replaced.
    pub fn set_mode(&self, path: &OsStr, kind: FileType) -> Outcome<()> {
        let Some(exact) = self.exact else {
            return Ok(());
        };
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let node = openat(CWD, path, flags, Mode::empty())?;
        let stat = fstat(&node)?;
        if stat.file_type() != kind {
            return Err(Errno::NOENT);
        }
        if stat.st_mode & mode::ALL == exact {
            return Ok(());
        }
        chmod_opened(node.as_fd(), exact)
    }
}

/// Returns the options of both utilities.
pub const OPTIONS: Table = options![
    value(
        "-m, --mode",
        "MODE",
        "set the permissions, as for chmod, instead of a=rw minus the umask",
    ),
    flag("-Z", "set the default SELinux context"),
    optional(
        "--context",
        "CTX",
        "like -Z, or set the SELinux or SMACK context to CTX",
    ),
];
