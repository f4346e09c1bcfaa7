//! The output: standard output, or the file of `-o`.

use shared::fs::output::OutputFile;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{self, OFlags};
use shared::rustix::io::{Errno, retry_on_intr, write};
use shared::sys::stat::StatExt;

/// The size of the buffer.
const CAPACITY: usize = 256 * 1024;

/// The output. As it may be one of the inputs, nothing is written before all input was read.
pub(crate) struct Sink {
    name: Option<&'static OsStr>,
    file: Option<OutputFile>,
    buffer: Vec<u8>,
}

impl Sink {
    /// Opens the output without truncating it.
    pub(crate) fn open(name: Option<&'static OsStr>) -> Result<Self> {
        let file = name
            .map(|name| {
                OutputFile::open(name, OFlags::CREATE)
                    .map_err(|e| Error::io(format!("open failed: {}", quotef(name)), &e))
            })
            .transpose()?;
        Ok(Self {
            name,
            file,
            buffer: Vec::new(),
        })
    }

    pub(crate) fn descriptor(&self) -> BorrowedFd<'_> {
        self.file
            .as_ref()
            .map_or(output::descriptor(), |f| f.as_fd())
    }

    /// Prepares for writing: truncates a file.
    pub(crate) fn begin(&mut self) -> Result {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let regular = fs::fstat(file).is_ok_and(|stat| stat.is_regular());
        match fs::ftruncate(file, 0) {
            // A device or a pipe has no length, so that failure doesn't matter there.
            Err(e) if regular => {
                let name = quotef(self.name.unwrap_or_default());
                let message = format!("{name}: error truncating");
                Err(Error::io(message, &e.into()))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result {
        if self.buffer.len() + bytes.len() > CAPACITY {
            self.flush("write failed")?;
            if bytes.len() >= CAPACITY {
                return self.write_through(bytes, "write failed");
            }
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what is left in the buffer, and closes a file. Standard output is closed at exit.
    pub(crate) fn finish(&mut self) -> Result {
        self.flush("fflush failed")?;
        let closed = self.file.take().map_or(Ok(()), OutputFile::close);
        closed.map_err(|e| output::write_error(&e))
    }

    fn flush(&mut self, what: &str) -> Result {
        let buffer = std::mem::take(&mut self.buffer);
        let result = self.write_through(&buffer, what);
        self.buffer = buffer;
        self.buffer.clear();
        result
    }

    fn write_through(&self, mut bytes: &[u8], what: &str) -> Result {
        while !bytes.is_empty() {
            let written = retry_on_intr(|| write(self.descriptor(), bytes))
                .map_err(|e| self.failure(what, e))?;
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Reports which output failed, and returns the second error that GNU's sort prints at exit.
    fn failure(&self, what: &str, e: Errno) -> Error {
        let name = self.name.map_or("'standard output'".to_owned(), quotef);
        diagnostics::error_io(&format!("{what}: {name}"), &e.into());
        match e {
            Errno::BADF => Error::io("write error", &e.into()),
            _ => Error::new("write error"),
        }
    }
}
