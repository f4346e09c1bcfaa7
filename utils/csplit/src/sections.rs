//! The files that sections are written to.

use crate::names::Names;
use crate::signals;
use shared::fs::output::OutputFile;
use shared::prelude::*;
use shared::rustix::fs::{OFlags, unlink};
use shared::rustix::io::Errno;
use shared::sys::stream::Stream;
use std::ffi::OsString;

/// The sections, of which at most one is being written.
pub(crate) struct Sections {
    names: Names,
    quiet: bool,
    elide_empty: bool,
    /// How many were made.
    made: u64,
    current: Option<Section>,
}

struct Section {
    name: OsString,
    file: Stream,
    /// What is not yet written to `file`.
    pending: Vec<u8>,
    size: u64,
}

/// Number of bytes that are written at once.
const BLOCK: usize = 64 * 1024;

impl Section {
    fn flush(&mut self) -> Result {
        let written = self.file.write(&self.pending);
        self.pending.clear();
        written.map_err(|e| {
            let name = quoteaf(&self.name);
            Error::io(format!("write error for {name}"), &e)
        })
    }
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

    /// Makes the file of the next section.
    pub(crate) fn start(&mut self) -> Result {
        let name = self.names.name(self.made);
        signals::about_to_make(&name);
        let file = OutputFile::open(&name, OFlags::CREATE | OFlags::TRUNC)
            .and_then(OutputFile::into_stream)
            .map_err(|e| Error::io(quotef(&name), &e))?;
        self.made += 1;
        self.current = Some(Section {
            name,
            file,
            pending: Vec::new(),
            size: 0,
        });
        Ok(())
    }

    /// Writes to the current section. Without one, the bytes are dropped.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result {
        let Some(section) = &mut self.current else {
            return Ok(());
        };
        section.size += bytes.len() as u64;
        section.pending.extend_from_slice(bytes);
        if section.pending.len() >= BLOCK {
            section.flush()?;
        }
        Ok(())
    }

    /// Ends the current section: prints its size, or removes it if it is empty and `-z` is given.
    pub(crate) fn end(&mut self) -> Result {
        let Some(mut section) = self.current.take() else {
            return Ok(());
        };
        section.flush()?;
        let failed = |e| Error::io(quotef(&section.name), &e);
        section.file.close().map_err(failed)?;
        if section.size == 0 && self.elide_empty {
            // GNU's csplit reports a failure, keeps the empty file, and succeeds all the same.
            match unlink(&section.name) {
                Ok(()) => self.made -= 1,
                Err(Errno::NOENT) => {}
                Err(e) => {
                    let reason = error::reason(&e.into());
                    diagnostics::warning(&format!("{}: {reason}", quotef(&section.name)));
                }
            }
        } else if !self.quiet {
            stdout().write_all(format!("{}\n", section.size).as_bytes())?;
        }
        Ok(())
    }

    /// Removes all sections after a failure.
    pub(crate) fn remove_all(&mut self) {
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
