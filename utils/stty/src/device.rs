//! The terminal whose settings are read or changed.

use crate::state::State;
use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use shared::rustix::io::Errno;
use shared::rustix::stdio::stdin;
use shared::rustix::termios::{Winsize, tcgetattr, tcgetwinsize, tcsetwinsize};
use shared::sys::terminal::set_attributes;

pub(crate) struct Device {
    /// The name in messages.
    pub(crate) name: &'static OsStr,
    /// The open terminal, or `None` for standard input.
    file: Option<OwnedFd>,
}

impl Device {
    /// Opens the terminal `name`, or takes standard input.
    pub(crate) fn open(name: Option<&'static OsStr>) -> Result<Self> {
        let Some(name) = name else {
            return Ok(Self {
                name: OsStr::new("standard input"),
                file: None,
            });
        };
        let failed = |e: io::Error| Error::io(quotef(name), &e);
        // Without O_NONBLOCK, opening a serial line waits for its carrier.
        let file = open(name, OFlags::RDONLY | OFlags::NONBLOCK).map_err(failed)?;
        let blocking = fcntl_getfl(&file).map(|flags| flags - OFlags::NONBLOCK);
        if let Err(e) = blocking.and_then(|flags| fcntl_setfl(&file, flags)) {
            let message = format!("{}: couldn't reset non-blocking mode", quotef(name));
            return Err(Error::io(message, &e.into()));
        }
        Ok(Self {
            name,
            file: Some(file),
        })
    }

    fn descriptor(&self) -> BorrowedFd<'_> {
        self.file.as_ref().map_or(stdin(), |file| file.as_fd())
    }

    fn failed(&self, e: Errno) -> Error {
        Error::io(quotef(self.name), &e.into())
    }

    pub(crate) fn state(&self) -> Result<State> {
        let termios = tcgetattr(self.descriptor());
        Ok(State::of(&termios.map_err(|e| self.failed(e))?))
    }

    /// Changes the terminal to `state`. `drains` waits until all output is written.
    pub(crate) fn set(&self, state: &State, drains: bool) -> Result {
        let mut termios = tcgetattr(self.descriptor()).map_err(|e| self.failed(e))?;
        let set = state.put_into(&mut termios).and_then(|()| {
            let terminal = self.descriptor();
            Ok(set_attributes(
                terminal,
                &termios,
                state.characters(),
                drains,
            )?)
        });
        set.map_err(|e| Error::io(quotef(self.name), &e))
    }

    /// Returns rows and columns, if the device has a size.
    pub(crate) fn size(&self) -> Option<(u16, u16)> {
        let size = tcgetwinsize(self.descriptor()).ok()?;
        Some((size.ws_row, size.ws_col))
    }

    /// Changes rows, columns, or both.
    pub(crate) fn resize(&self, rows: Option<u16>, columns: Option<u16>) -> Result {
        let mut size = match tcgetwinsize(self.descriptor()) {
            Ok(size) => size,
            // The terminal has no size yet.
            Err(Errno::INVAL) => Winsize {
                ws_row: 0,
                ws_col: 0,
                ws_xpixel: 0,
                ws_ypixel: 0,
            },
            Err(e) => return Err(self.failed(e)),
        };
        size.ws_row = rows.unwrap_or(size.ws_row);
        size.ws_col = columns.unwrap_or(size.ws_col);
        tcsetwinsize(self.descriptor(), size).map_err(|e| self.failed(e))
    }
}
