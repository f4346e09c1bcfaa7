//! The pieces: files, or commands that read them (`--filter`).

use crate::names::Names;
use shared::fs::output::OutputFile;
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::signals;
use shared::rustix::fs::{OFlags, Stat, fstat, ftruncate};
use shared::rustix::io::{Errno, retry_on_intr, write};
use shared::sys::signal::set_ignored;
use shared::sys::stat::StatExt;
use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, Command as Process, Stdio};

/// Creates pieces.
pub(crate) struct Pieces {
    names: Names,
    filter: Option<&'static OsStr>,
    verbose: bool,
    /// The input, which no piece may overwrite.
    input: Stat,
}

/// A piece that is being written.
pub(crate) struct Piece {
    pub(crate) name: OsString,
    target: Target,
}

enum Target {
    File(OutputFile),
    Filter {
        child: Child,
        pipe: Option<ChildStdin>,
        command: &'static OsStr,
    },
}

impl Pieces {
    pub(crate) fn new(
        names: Names,
        filter: Option<&'static OsStr>,
        verbose: bool,
        input: &Input,
    ) -> Result<Self> {
        if filter.is_some() {
            // A command that stops reading ends its own piece only. Ignoring SIGPIPE cannot fail.
            let _ = set_ignored(shared::libc::SIGPIPE, true);
        }
        let input = fstat(input).map_err(|e| Error::io(quotef(input.name), &e.into()))?;
        Ok(Self {
            names,
            filter,
            verbose,
            input,
        })
    }

    /// Returns the name of the next piece.
    pub(crate) fn name(&mut self) -> Result<OsString> {
        self.names.next()
    }

    /// Creates the next piece.
    pub(crate) fn start(&mut self) -> Result<Piece> {
        let name = self.names.next()?;
        self.create(name)
    }

    /// Creates the piece with this name.
    pub(crate) fn create(&self, name: OsString) -> Result<Piece> {
        let result = self.try_create(&name, false);
        let target = result.map_err(|e| Error::io(quotef(&name), &e))??;
        Ok(Piece { name, target })
    }

    /// Creates a piece that is written while others are open, or reopens it with `again`. Returns
    /// nothing if too many files are open.
    pub(crate) fn create_one_of_many(&self, name: &OsStr, again: bool) -> Result<Option<Piece>> {
        match self.try_create(name, again) {
            Err(e) if is_too_many(&e) => Ok(None),
            Err(e) => Err(Error::io(quotef(name), &e)),
            Ok(target) => Ok(Some(Piece {
                name: name.to_owned(),
                target: target?,
            })),
        }
    }

    fn try_create(&self, name: &OsStr, again: bool) -> io::Result<Result<Target>> {
        if again {
            let file = OutputFile::open(name, OFlags::APPEND)?;
            return Ok(Ok(Target::File(file)));
        }
        if let Some(command) = self.filter {
            if self.verbose {
                tell(&format!("executing with FILE={}", quotef(name)));
            }
            return Ok(start_filter(command, name));
        }
        if self.verbose {
            tell(&format!("creating file {}", quoteaf(name)));
        }
        let file = OutputFile::open(name, OFlags::CREATE)?;
        let stat = fstat(&file)?;
        if self.input.is_same_file(&stat) {
            let message = format!("{} would overwrite input; aborting", quoteaf(name));
            return Ok(Err(Error::new(message)));
        }
        if stat.st_size != 0
            && let Err(e) = ftruncate(&file, 0)
            && stat.is_regular()
        {
            let message = format!("{}: error truncating", quotef(name));
            return Ok(Err(Error::io(message, &e.into())));
        }
        Ok(Ok(Target::File(file)))
    }
}

fn is_too_many(e: &io::Error) -> bool {
    let code = e.raw_os_error();
    code == Some(Errno::MFILE.raw_os_error()) || code == Some(Errno::NFILE.raw_os_error())
}

/// Prints a message of `--verbose`, which GNU's does without the name of the program.
fn tell(message: &str) {
    // A failure is reported at exit.
    let _ = stdout().write_all(format!("{message}\n").as_bytes());
}

/// Starts a shell that runs `command` and reads the piece from its standard input.
fn start_filter(command: &'static OsStr, name: &OsStr) -> Result<Target> {
    let shell = std::env::var_os("SHELL").unwrap_or_else(|| "/bin/sh".into());
    let program = Path::new(&shell).file_name().unwrap_or(&shell);
    let spawned = Process::new(&shell)
        .arg0(program)
        .arg("-c")
        .arg(command)
        .env("FILE", name)
        .stdin(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(e) => {
            // GNU's child process says so, and ends with 1, which is reported like any status.
            let (shell, shown) = (escaped(&shell), escaped(command));
            let failed = format!("failed to run command: \"{shell} -c {shown}\"");
            diagnostics::error_io(&failed, &e);
            return Err(ended_with(1, name, command));
        }
    };
    let pipe = child.stdin.take();
    Ok(Target::Filter {
        child,
        pipe,
        command,
    })
}

/// The error of a command that did not succeed.
fn ended_with(code: i32, name: &OsStr, command: &OsStr) -> Error {
    let (name, command) = (quotef(name), escaped(command));
    let message = format!("with FILE={name}, exit {code} from command: {command}");
    Error::new(message).with_status(code)
}

impl Piece {
    /// Returns whether it is a file, which can be closed and reopened.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.target, Target::File(_))
    }

    /// Writes to the piece. Returns false if its command reads no more.
    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> Result<bool> {
        let failed = |e: &io::Error| Error::io(quotef(&self.name), e);
        match &mut self.target {
            Target::Filter { pipe, .. } => {
                let Some(open) = pipe else { return Ok(false) };
                match open.write_all(bytes) {
                    Ok(()) => Ok(true),
                    Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                        *pipe = None;
                        Ok(false)
                    }
                    Err(e) => Err(failed(&e)),
                }
            }
            Target::File(file) => {
                while !bytes.is_empty() {
                    let n =
                        retry_on_intr(|| write(&*file, bytes)).map_err(|e| failed(&e.into()))?;
                    bytes = &bytes[n..];
                }
                Ok(true)
            }
        }
    }

    /// Ends the piece: closes its file, or waits for its command.
    pub(crate) fn finish(self) -> Result {
        let (mut child, pipe, command) = match self.target {
            Target::File(file) => {
                return file.close().map_err(|e| Error::io(quotef(&self.name), &e));
            }
            Target::Filter {
                child,
                pipe,
                command,
            } => (child, pipe, command),
        };
        drop(pipe);
        let status = child
            .wait()
            .map_err(|e| Error::io("waiting for child process", &e))?;
        if let Some(signal) = status.signal() {
            if signal == shared::libc::SIGPIPE {
                return Ok(());
            }
            let signal_name = signals::name(signal).unwrap_or_else(|| signal.to_string());
            let (name, command) = (quotef(&self.name), escaped(command));
            let message = format!("with FILE={name}, signal {signal_name} from command: {command}");
            return Err(Error::new(message).with_status(128 + signal));
        }
        match status.code() {
            Some(0) | None => Ok(()),
            Some(code) => Err(ended_with(code, &self.name, command)),
        }
    }
}
