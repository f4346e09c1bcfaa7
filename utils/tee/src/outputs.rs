//! The outputs, and what is done if one cannot be written.

use shared::fs::output::OutputFile;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::event::{PollFd, PollFlags, Timespec, poll};
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{FileType, OFlags, fstat};
use shared::rustix::io::{self, Errno, write};
use shared::rustix::stdio;
use shared::sys::stat::StatExt;

/// What is done if an output cannot be written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Errors {
    /// Whether to stop, rather than go on with the other outputs.
    pub(crate) exit: bool,
    /// Whether to drop a pipe without a reader silently.
    pub(crate) spare_pipes: bool,
    /// Whether SIGPIPE keeps its default action, which ends the process at such a pipe.
    pub(crate) die_of_pipes: bool,
}

impl Errors {
    pub(crate) const WARN: Self = Self::new(false, false);
    pub(crate) const WARN_BUT_PIPES: Self = Self::new(false, true);
    pub(crate) const EXIT: Self = Self::new(true, false);
    pub(crate) const EXIT_BUT_PIPES: Self = Self::new(true, true);

    const fn new(exit: bool, spare_pipes: bool) -> Self {
        Self {
            exit,
            spare_pipes,
            die_of_pipes: false,
        }
    }
}

impl Default for Errors {
    /// Ends the process at a pipe without a reader, unless the caller has ignored SIGPIPE. Such a
    /// pipe is then dropped silently.
    fn default() -> Self {
        Self {
            die_of_pipes: true,
            ..Self::WARN_BUT_PIPES
        }
    }
}

/// A file, or standard output.
pub(crate) struct Output {
    name: &'static OsStr,
    file: Option<OutputFile>,
}

impl Output {
    pub(crate) fn descriptor(&self) -> BorrowedFd<'_> {
        self.file
            .as_ref()
            .map_or(output::descriptor(), |file| file.as_fd())
    }

    /// Writes all of `bytes`. Waits for room if the descriptor is in non-blocking mode.
    pub(crate) fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match write(self.descriptor(), bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    let descriptor = self.descriptor();
                    let room = PollFd::from_borrowed_fd(descriptor, PollFlags::OUT);
                    // If polling fails, writing is tried again at once.
                    let _ = poll(&mut [room], None::<&Timespec>);
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Returns whether no other process can share a position in the file: splice(2) does not lock it,
    /// and would overwrite what others write meanwhile.
    pub(crate) fn has_own_position(&self) -> bool {
        self.file.is_some() || fstat(self.descriptor()).is_ok_and(|stat| !stat.is_regular())
    }

    /// Returns whether the output has a reader that may go away.
    fn has_reader(&self) -> bool {
        fstat(self.descriptor())
            .is_ok_and(|stat| matches!(stat.file_type(), FileType::Fifo | FileType::Socket))
    }
}

/// The outputs that can still be written.
pub(crate) struct Outputs {
    outputs: Vec<Output>,
    errors: Errors,
    /// Whether to watch for readers that go away while waiting for input.
    watched: bool,
}

impl Outputs {
    /// Opens `files`; standard output is always an output.
    pub(crate) fn open(files: &[&'static OsStr], flags: OFlags, errors: Errors) -> Result<Self> {
        let mut outputs = vec![Output {
            name: OsStr::new("standard output"),
            file: None,
        }];
        for &name in files {
            match OutputFile::open(name, OFlags::CREATE | flags) {
                Ok(file) => outputs.push(Output {
                    name,
                    file: Some(file),
                }),
                Err(e) if errors.exit => return Err(Error::io(quotef(name), &e)),
                Err(e) => operand_error(name, &e),
            }
        }
        let watches = errors.spare_pipes && !errors.die_of_pipes;
        Ok(Self {
            watched: watches && outputs.iter().any(Output::has_reader),
            outputs,
            errors,
        })
    }

    pub(crate) fn are_gone(&self) -> bool {
        self.outputs.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.outputs.len()
    }

    /// Waits for input or, if outputs are watched, for a reader that goes away. Returns whether
    /// there is input.
    pub(crate) fn await_input(&mut self) -> Result<bool> {
        if !self.watched {
            return Ok(true);
        }
        let stdin = stdio::stdin();
        let mut polled = vec![PollFd::from_borrowed_fd(stdin, PollFlags::IN)];
        for output in &self.outputs {
            let nothing = PollFlags::empty();
            polled.push(PollFd::from_borrowed_fd(output.descriptor(), nothing));
        }
        // If polling fails, no event is set, and the caller waits again.
        let _ = poll(&mut polled, None::<&Timespec>);
        let broken = |p: &PollFd<'_>| p.revents().intersects(PollFlags::ERR | PollFlags::HUP);
        let ready = !polled[0].revents().is_empty();
        let broken: Vec<bool> = polled[1..].iter().map(broken).collect();
        self.keep(&mut |i, _| match broken[i] {
            true => Err(Errno::PIPE),
            false => Ok(()),
        })?;
        Ok(ready)
    }

    /// Writes a block to all of them.
    pub(crate) fn write(&mut self, block: &[u8]) -> Result {
        self.keep(&mut |_, output| output.write(block))
    }

    /// Closes the files. A failure is reported.
    pub(crate) fn close(self) {
        for output in self.outputs {
            if let Some(file) = output.file
                && let Err(e) = file.close()
            {
                operand_error(output.name, &e);
            }
        }
    }

    /// Calls `work` for each output and drops those for which it fails.
    pub(crate) fn keep(
        &mut self,
        work: &mut dyn FnMut(usize, &Output) -> io::Result<()>,
    ) -> Result {
        let mut fatal = None;
        let mut i = 0;
        let errors = self.errors;
        self.outputs.retain(|output| {
            if fatal.is_some() {
                return true;
            }
            let result = work(i, output);
            i += 1;
            let Err(e) = result else { return true };
            if e == Errno::PIPE && errors.spare_pipes {
                return false;
            }
            if errors.exit {
                fatal = Some(Error::io(quotef(output.name), &e.into()));
            } else {
                operand_error(output.name, &e.into());
            }
            false
        });
        fatal.map_or(Ok(()), Err)
    }
}
