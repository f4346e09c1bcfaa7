//! Sorted runs in temporary files.
//!
//! The runs of a directory share one file, which has no name, so that nothing is left behind
//! however sort ends. A run that `--compress-program` compresses has a file of its own.

use crate::merge::Bytes;
use shared::input::temporary;
use shared::libc::{SIGCHLD, SIGPIPE};
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{self, FallocateFlags};
use shared::rustix::io::{Errno, pread, pwrite, retry_on_intr};
use shared::sys::signal;
use std::cell::{Cell, RefCell};
use std::os::unix::ffi::OsStringExt;
use std::process::{Child, ChildStdout, Command as Process, Stdio};
use std::rc::Rc;

/// How many bytes are written at once.
const BLOCK: usize = 256 * 1024;

/// Passes the lines of a run to the function that it is given.
pub(crate) type Produce<'a> = dyn FnMut(&mut dyn FnMut(&[u8]) -> Result) -> Result + 'a;

/// A file that runs share.
#[derive(Clone)]
struct Shared {
    file: Rc<OwnedFd>,
    len: u64,
}

/// Keeps runs.
pub(crate) struct Store {
    directories: Vec<&'static OsStr>,
    compressor: Cell<Option<&'static OsStr>>,
    /// The file of each directory, once it was needed.
    files: RefCell<Vec<Option<Shared>>>,
    /// The index of the directory for the next run.
    next: Cell<usize>,
}

/// A sorted run.
pub(crate) enum Run {
    /// A part of a file that runs share.
    Plain {
        file: Rc<OwnedFd>,
        start: u64,
        end: u64,
    },
    /// A file that a compressor wrote, and the name of this program.
    Compressed(OwnedFd, &'static OsStr),
}

impl Store {
    /// `directories` are those of `-T`. The default is `$TMPDIR` or `/tmp`.
    pub(crate) fn new(
        mut directories: Vec<&'static OsStr>,
        compressor: Option<&'static OsStr>,
    ) -> Self {
        if directories.is_empty() {
            directories.push(OsStr::from_bytes(temporary::directory().into_vec().leak()));
        }
        let files = directories.iter().map(|_| None).collect();
        Self {
            directories,
            compressor: Cell::new(compressor),
            files: RefCell::new(files),
            next: Cell::new(0),
        }
    }

    /// Returns whether runs have files of their own.
    pub(crate) fn compresses(&self) -> bool {
        self.compressor.get().is_some()
    }

    /// Returns whether the next run will need one more descriptor.
    pub(crate) fn needs_descriptor(&self) -> bool {
        self.compresses() || self.files.borrow()[self.next.get()].is_none()
    }

    /// Keeps the lines of `produce` as a run, in the directories in rotation.
    pub(crate) fn keep(&self, produce: &mut Produce<'_>) -> Result<Run> {
        let turn = self.next.get();
        self.next.set((turn + 1) % self.directories.len());
        let directory = self.directories[turn];
        if let Some(program) = self.compressor.get() {
            let file = create(directory)?;
            if let Some(mut child) = self.start_compressor(program, &file)? {
                compress(&mut child, produce)?;
                wait(child, program, "")?;
                check_not_empty(&file)?;
                return Ok(Run::Compressed(file, program));
            }
        }
        let known = self.files.borrow()[turn].clone();
        let mut shared = match known {
            Some(shared) => shared,
            None => Shared {
                file: Rc::new(create(directory)?),
                len: 0,
            },
        };
        let start = shared.len;
        shared.append(directory, produce)?;
        let (file, end) = (shared.file.clone(), shared.len);
        self.files.borrow_mut()[turn] = Some(shared);
        Ok(Run::Plain { file, start, end })
    }

    /// Starts the compressor. If it cannot run, this run and all later ones stay uncompressed.
    fn start_compressor(&self, program: &'static OsStr, file: &OwnedFd) -> Result<Option<Child>> {
        let into = file
            .try_clone()
            .map_err(|e| Error::io("temporary file", &e))?;
        // With an inherited SIG_IGN the kernel would reap the child before wait(2) sees its
        // status. The call only fails for signals that don't exist.
        let _ = signal::set_ignored(SIGCHLD, false);
        let child = Process::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::from(into))
            .spawn();
        match child {
            Ok(child) => Ok(Some(child)),
            Err(e) => {
                let program = quoteaf(program);
                let reason = error::reason(&e);
                diagnostics::warning(&format!(
                    "could not run compress program {program}: {reason}"
                ));
                self.compressor.set(None);
                Ok(None)
            }
        }
    }
}

impl Shared {
    /// Appends the lines of `produce`. `directory` is named in errors.
    fn append(&mut self, directory: &OsStr, produce: &mut Produce<'_>) -> Result {
        let mut buffer = Vec::with_capacity(BLOCK);
        let mut flush = |buffer: &mut Vec<u8>| -> Result {
            let mut rest = &buffer[..];
            while !rest.is_empty() {
                let written =
                    retry_on_intr(|| pwrite(&*self.file, rest, self.len)).map_err(|e| {
                        Error::io(format!("write failed: {}", quotef(directory)), &e.into())
                    })?;
                rest = &rest[written..];
                self.len += written as u64;
            }
            buffer.clear();
            Ok(())
        };
        produce(&mut |line| {
            if buffer.len() + line.len() > BLOCK {
                flush(&mut buffer)?;
            }
            buffer.extend_from_slice(line);
            Ok(())
        })?;
        flush(&mut buffer)
    }
}

/// Fails if a compressor has written nothing: then it has not read the run either, which may have fit
/// into the pipe.
fn check_not_empty(file: &OwnedFd) -> Result {
    let lost = match fs::fstat(file) {
        Ok(stat) if stat.st_size > 0 => return Ok(()),
        Ok(_) => Errno::PIPE,
        Err(e) => e,
    };
    Err(Error::io("write failed", &lost.into()))
}

/// Writes the lines of `produce` to the compressor. One that exits before it has read all of them
/// is an error, not a reason to be killed.
fn compress(child: &mut Child, produce: &mut Produce<'_>) -> Result {
    let was_ignored = signal::is_ignored(SIGPIPE);
    // The calls only fail for signals that don't exist.
    let _ = signal::set_ignored(SIGPIPE, true);
    let result = write_lines(child, produce);
    let _ = signal::set_ignored(SIGPIPE, was_ignored);
    result
}

fn write_lines(child: &mut Child, produce: &mut Produce<'_>) -> Result {
    let Some(mut pipe) = child.stdin.take() else {
        return Ok(());
    };
    let failed = |e: io::Error| Error::io("write failed", &e);
    let mut buffer = Vec::with_capacity(BLOCK);
    produce(&mut |line| {
        if buffer.len() + line.len() > BLOCK {
            pipe.write_all(&buffer).map_err(failed)?;
            buffer.clear();
        }
        buffer.extend_from_slice(line);
        Ok(())
    })?;
    pipe.write_all(&buffer).map_err(failed)
}

/// Waits for `program`, which was run with `option` (empty, or a blank and the option).
fn wait(mut child: Child, program: &OsStr, option: &str) -> Result {
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        _ => {
            let program = quoteaf(program);
            Err(Error::new(format!(
                "{program}{option} terminated abnormally"
            )))
        }
    }
}

/// Creates a file without a name in `directory`.
fn create(directory: &OsStr) -> Result<OwnedFd> {
    temporary::file(directory).map_err(|e| {
        let message = format!("cannot create temporary file in {}", quoteaf(directory));
        Error::io(message, &e)
    })
}

impl Run {
    /// Opens the run for reading.
    pub(crate) fn open(self) -> Result<Box<dyn Bytes>> {
        Ok(match self {
            Self::Plain { file, start, end } => Box::new(Plain {
                file,
                start,
                at: start,
                end,
            }),
            Self::Compressed(file, program) => {
                let failed = |e: io::Error| {
                    Error::io(
                        format!("couldn't create process for {} -d", quotef(program)),
                        &e,
                    )
                };
                fs::seek(&file, fs::SeekFrom::Start(0)).map_err(|e| failed(e.into()))?;
                let mut child = Process::new(program)
                    .arg("-d")
                    .stdin(Stdio::from(file))
                    .stdout(Stdio::piped())
                    .spawn()
                    .map_err(failed)?;
                let output = child.stdout.take();
                Box::new(Decompressed {
                    child: Some(child),
                    output,
                    program,
                })
            }
        })
    }
}

struct Plain {
    file: Rc<OwnedFd>,
    start: u64,
    at: u64,
    end: u64,
}

impl Bytes for Plain {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let got = retry_on_intr(|| pread(&*self.file, &mut buffer[..wanted], self.at))
            .map_err(|e| Error::io("read failed", &e.into()))?;
        self.at += got as u64;
        Ok(got)
    }
}

impl Drop for Plain {
    /// Returns the space of the run to the file system.
    fn drop(&mut self) {
        let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        // Not all file systems can punch holes. There the space is free when sort exits.
        let _ = fs::fallocate(&*self.file, hole, self.start, self.end - self.start);
    }
}

struct Decompressed {
    child: Option<Child>,
    output: Option<ChildStdout>,
    program: &'static OsStr,
}

impl Bytes for Decompressed {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let Some(output) = &mut self.output else {
            return Ok(0);
        };
        let got = output
            .read(buffer)
            .map_err(|e| Error::io("read failed", &e))?;
        if got == 0 {
            self.output = None;
            if let Some(child) = self.child.take() {
                wait(child, self.program, " -d")?;
            }
        }
        Ok(got)
    }
}
