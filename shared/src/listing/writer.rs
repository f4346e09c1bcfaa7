//! The output of a listing: what has been formatted but not yet written, and the state on which
//! the format of a name depends.

use super::color::Colors;
use super::dired::Dired;
use super::settings::Settings;
use crate::fs::users::Names;
use crate::program::diagnostics;
use crate::program::error::{Result, reason};
use crate::program::output::stdout;
use crate::program::status;
use crate::text::quoting::quoteaf;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;

/// Number of bytes of output that are buffered.
const OUTPUT: usize = 32 * 1024;

/// Formats entries. Its methods are in `name`, `layout` and `long`.
pub(super) struct Writer {
    pub(super) settings: Settings,
    pub(super) colors: Option<Colors>,
    pub(super) users: Names,
    pub(super) groups: Names,
    pub(super) out: Vec<u8>,
    pub(super) dired: Dired,
    /// Whether names are aligned and quoting changes one in the current directory.
    pub(super) some_quoted: bool,
    /// Whether a file in the current directory has an access list or a context.
    pub(super) any_mark: bool,
    pub(super) scratch: Vec<u8>,
    /// The name of this host as it appears in hyperlinks, once it was needed.
    pub(super) host: Option<Vec<u8>>,
    /// The directory of the latest file that is shown as a hyperlink: its path as given, and without
    /// links.
    pub(super) parent: (Vec<u8>, Box<[u8]>),
    /// Number of bytes that have been written.
    written: u64,
}

impl Writer {
    pub(super) fn new(settings: Settings) -> Self {
        let (users, groups) = if settings.numeric_ids {
            (Names::none(), Names::none())
        } else {
            (Names::of_users(), Names::of_groups())
        };
        Self {
            colors: settings.color.then(Colors::of_environment).flatten(),
            settings,
            users,
            groups,
            out: Vec::with_capacity(2 * OUTPUT),
            dired: Dired::default(),
            some_quoted: false,
            any_mark: false,
            scratch: Vec::new(),
            host: None,
            parent: Default::default(),
            written: 0,
        }
    }

    /// Returns the offset of the next byte in the output.
    pub(super) fn position(&self) -> u64 {
        self.written + self.out.len() as u64
    }

    pub(super) fn indent_for_dired(&mut self) {
        if self.settings.dired {
            self.out.extend_from_slice(b"  ");
        }
    }

    pub(super) fn end_line(&mut self) -> Result {
        self.out.push(self.settings.end_of_line);
        if self.out.len() >= OUTPUT {
            self.flush()?;
        }
        Ok(())
    }

    /// Passes what has been formatted to standard output.
    pub(super) fn flush(&mut self) -> Result {
        self.written += self.out.len() as u64;
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Reports a failure. `what` and the name are the message. The exit status becomes 2 if the
    /// file is an operand, else at least 1.
    pub(super) fn file_error(
        &mut self,
        operand: bool,
        what: &str,
        name: &[u8],
        e: &io::Error,
    ) -> Result {
        self.flush()?;
        let name = quoteaf(OsStr::from_bytes(name));
        diagnostics::warning(&format!("{what} {name}: {}", reason(e)));
        status::set(status::current().max(if operand { 2 } else { 1 }));
        Ok(())
    }
}
