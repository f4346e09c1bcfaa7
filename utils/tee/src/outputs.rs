//! What is written to, and what is done where that fails.

use shared::input::files::open;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::event::{PollFd, PollFlags, Timespec, poll};
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{FileType, OFlags, fstat};
use shared::rustix::io::{self, Errno, write};
use shared::rustix::stdio;

/// What is done where an output can't be written.
#[derive(Clone, Copy)]
pub(crate) struct Errors {
    /// Stop, or go on with the others?
    pub(crate) exit: bool,
    /// Say nothing of pipes that nobody reads, and go on?
    pub(crate) spare_pipes: bool,
    /// Leave it to the signal to end us at such a pipe?
    pub(crate) die_of_pipes: bool,
}

impl Errors {
    pub(crate) const WARN_BUT_PIPES: Self = Self {
        exit: false,
        spare_pipes: true,
        die_of_pipes: false,
    };
}

impl Default for Errors {
    /// Where the signal is ignored, a pipe that nobody reads is no mistake.
    fn default() -> Self {
        Self {
            exit: false,
            spare_pipes: true,
            die_of_pipes: true,
        }
    }
}

/// A file, or standard output.
struct Output {
    name: &'static OsStr,
    file: Option<OwnedFd>,
}

impl Output {
    fn descriptor(&self) -> BorrowedFd<'_> {
        self.file
            .as_ref()
            .map_or(output::descriptor(), |file| file.as_fd())
    }

    /// Writes all of it, however long that takes where the output doesn't block.
    fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match write(self.descriptor(), bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    let descriptor = self.descriptor();
                    let room = PollFd::from_borrowed_fd(descriptor, PollFlags::OUT);
                    let _ = poll(&mut [room], None::<&Timespec>);
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Can somebody stop reading it?
    fn has_reader(&self) -> bool {
        fstat(self.descriptor()).is_ok_and(|stat| {
            matches!(
                FileType::from_raw_mode(stat.st_mode),
                FileType::Fifo | FileType::Socket
            )
        })
    }
}

/// All outputs that can still be written.
pub(crate) struct Outputs {
    outputs: Vec<Output>,
    errors: Errors,
    /// Is it worth asking whether all readers are still there?
    watched: bool,
}

impl Outputs {
    /// Standard output and `files`.
    pub(crate) fn open(files: &[&'static OsStr], flags: OFlags, errors: Errors) -> Result<Self> {
        let mut outputs = vec![Output {
            name: OsStr::new("standard output"),
            file: None,
        }];
        for &name in files {
            match open(name, OFlags::WRONLY | OFlags::CREATE | flags) {
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

    /// Waits until there is input, where outputs are watched; tells if there is.
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

    /// Goes on without those of which `work` fails.
    fn keep(&mut self, work: &mut dyn FnMut(usize, &Output) -> io::Result<()>) -> Result {
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
