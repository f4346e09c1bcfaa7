//! The files that sections are written to.

use crate::names::Names;
use crate::signals;
use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{OFlags, unlink};
use shared::rustix::io::{Errno, write};
use std::ffi::OsString;

/// Sections, of which one at most is being written.
pub(crate) struct Sections {
    names: Names,
    quiet: bool,
    elide_empty: bool,
    made: u64,
    current: Option<Section>,
}

struct Section {
    name: OsString,
    file: OwnedFd,
    size: u64,
}

impl Sections {
    pub(crate) fn new(names: Names, quiet: bool, elide_empty: bool) -> Self {
        Self {
            names,
            quiet,
            elide_empty,
            made: 0,
            current: None,
        }
    }

    /// Starts the next one.
    pub(crate) fn start(&mut self) -> Result {
        let name = self.names.name(self.made);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
        signals::about_to_make(&name);
        let file = open(&name, flags).map_err(|e| Error::io(quotef(&name), &e))?;
        self.made += 1;
        self.current = Some(Section {
            name,
            file,
            size: 0,
        });
        Ok(())
    }

    /// Writes to the one that was started; without one, nothing is kept.
    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> Result {
        let Some(section) = &mut self.current else {
            return Ok(());
        };
        section.size += bytes.len() as u64;
        while !bytes.is_empty() {
            match write(&section.file, bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(Errno::INTR) => {}
                Err(e) => {
                    let name = quoteaf(&section.name);
                    return Err(Error::io(format!("write error for {name}"), &e.into()));
                }
            }
        }
        Ok(())
    }

    /// Ends it and prints its size, or takes it back where it is empty.
    pub(crate) fn end(&mut self) -> Result {
        let Some(section) = self.current.take() else {
            return Ok(());
        };
        if section.size == 0 && self.elide_empty {
            let _ = unlink(&section.name);
            self.made -= 1;
        } else if !self.quiet {
            stdout().write_all(format!("{}\n", section.size).as_bytes())?;
        }
        Ok(())
    }

    /// Removes all that were made, after a failure.
    pub(crate) fn remove_all(&mut self) {
        // What was written is told all the same.
        let _ = self.end();
        for number in 0..self.made {
            let name = self.names.name(number);
            if let Err(e) = unlink(&name)
                && e != Errno::NOENT
            {
                diagnostics::error_io(&quotef(&name), &e.into());
            }
        }
    }
}
