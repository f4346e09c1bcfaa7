//! The input and the output: files or standard streams.

use crate::arguments::Job;
use crate::symbols::Conversions;
use shared::copy;
use shared::input::files;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{self, Mode, OFlags};
use shared::rustix::io::{Errno, fcntl_getfd};
use shared::rustix::stdio::{stdin, stdout};
use shared::sys::close::{close, close_stdout};
use shared::sys::stat::StatExt;

/// An open file.
#[derive(Debug)]
pub(crate) struct Stream {
    /// None for a standard stream.
    file: Option<OwnedFd>,
    pub(crate) name: &'static OsStr,
    standard: BorrowedFd<'static>,
}

impl Stream {
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.file
            .as_ref()
            .map_or(self.standard, |file| file.as_fd())
    }

    /// Closes the file, or standard output. Standard input stays open until exit, but fails here if
    /// it is closed.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(file) => close(file),
            None if self.standard.as_raw_fd() == stdout().as_raw_fd() => close_stdout(),
            None => Ok(fcntl_getfd(self.standard).map(drop)?),
        }
    }
}

pub(crate) fn open_input(job: &Job) -> Result<Stream> {
    let flags = job.input_flags.open;
    let file = match job.input {
        None => {
            set_flags(stdin(), flags, "standard input")?;
            None
        }
        Some(name) => {
            let file = files::open(name, OFlags::RDONLY | flags);
            Some(file.map_err(|e| Error::io(format!("failed to open {}", quoteaf(name)), &e))?)
        }
    };
    Ok(Stream {
        file,
        name: job.input.unwrap_or(OsStr::new("standard input")),
        standard: stdin(),
    })
}

pub(crate) fn open_output(job: &Job) -> Result<Stream> {
    let mut flags = job.output_flags.open;
    let Some(name) = job.output else {
        set_flags(stdout(), flags, "standard output")?;
        return Ok(Stream {
            file: None,
            name: OsStr::new("standard output"),
            standard: stdout(),
        });
    };
    let seeks = !job.seek.is_zero();
    let truncates = !job.converts(Conversions::NOTRUNC);
    let offset = (seeks && truncates).then(|| offset(job)).transpose()?;
    flags.set(OFlags::CREATE, !job.converts(Conversions::NOCREAT));
    flags.set(OFlags::EXCL, job.converts(Conversions::EXCL));
    flags.set(OFlags::TRUNC, truncates && !seeks);
    let mode = Mode::from_raw_mode(0o666);
    let open = |how| files::open_mode(name, flags | how, mode);
    // Where lseek(2) fails, as on a tape, reading replaces it.
    let file = match seeks.then(|| open(OFlags::RDWR)) {
        Some(Ok(file)) => Ok(file),
        _ => open(OFlags::WRONLY),
    };
    let file = file.map_err(|e| Error::io(format!("failed to open {}", quoteaf(name)), &e))?;
    if let Some(size) = offset {
        truncate(&file, size, name)?;
    }
    Ok(Stream {
        file: Some(file),
        name,
        standard: stdout(),
    })
}

/// Returns the offset at which the copy begins. One that is too large makes no file.
fn offset(job: &Job) -> Result<u64> {
    job.seek.total(job.obs).ok_or_else(|| {
        Error::new(format!(
            "offset too large: cannot truncate to a length of seek={} ({}-byte) blocks",
            job.seek.blocks, job.obs
        ))
    })
}

/// Truncates the output to the offset at which the copy begins.
fn truncate(file: &OwnedFd, size: u64, name: &OsStr) -> Result {
    let Err(e) = fs::ftruncate(file, size) else {
        return Ok(());
    };
    let facts = copy::Facts::of_open(file)
        .map_err(|e| Error::io(format!("cannot fstat {}", quoteaf(name)), &e))?;
    if facts.is_regular() || facts.is_dir() {
        let what = format!(
            "failed to truncate to {size} bytes in output file {}",
            quoteaf(name)
        );
        return Err(Error::io(what, &e.into()));
    }
    Ok(())
}

/// Sets open(2) flags on a standard stream.
fn set_flags(stream: BorrowedFd<'_>, flags: OFlags, name: &str) -> Result {
    if flags.is_empty() {
        return Ok(());
    }
    let set = || {
        let old = fs::fcntl_getfl(stream)?;
        let later = flags & !(OFlags::DIRECTORY | OFlags::NOFOLLOW);
        if flags.contains(OFlags::DIRECTORY) && !fs::fstat(stream)?.is_directory() {
            return Err(Errno::NOTDIR);
        }
        if old.contains(later) {
            Ok(())
        } else {
            fs::fcntl_setfl(stream, old | later)
        }
    };
    set().map_err(|e| {
        let what = format!("setting flags for {}", quoteaf(OsStr::new(name)));
        Error::io(what, &e.into())
    })
}
