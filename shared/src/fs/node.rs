//! Creating FIFOs and device files, for `mkfifo` and `mknod`.

use crate::fs::mode::{self, Changes};
use crate::program::cli::{Arg, Given, flag, optional, value};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::sys::chmod::chmod_link;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::io::{Errno, Result as Outcome};
use rustix::path::Arg as _;
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
        let mode = Mode::from_raw_mode(self.exact.unwrap_or(USUAL));
        mknodat(CWD, path, kind, mode, device)?;
        Ok(())
    }

    /// Sets the mode of a node that was just created, if the umask restricted it.
    ///
    /// # Errors
    /// Those of chmod(2).
    pub fn set_mode(&self, path: &OsStr) -> Outcome<()> {
        match self.exact {
            Some(mode) => path.into_with_c_str(|path| chmod_link(CWD, path, mode)),
            None => Ok(()),
        }
    }
}

/// Returns the options of both utilities.
pub fn options() -> [Arg; 3] {
    [
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
    ]
}
