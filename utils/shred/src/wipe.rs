//! Opens one file, overwrites it and removes it.

use crate::pass::Pass;
use crate::patterns::Pattern;
use crate::remove::Removal;
use shared::copy::{Facts, Place};
use shared::fs::names::c_name;
use shared::input::random::Numbers;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{self, FileType, Mode, OFlags, SeekFrom};
use shared::rustix::io::Errno;
use shared::rustix::stdio::stdout as standard_output;
use shared::sys::close::close;

/// How files are shredded.
#[derive(Debug, Default)]
pub(crate) struct Wiper {
    pub(crate) force: bool,
    pub(crate) size: Option<u64>,
    pub(crate) removal: Option<Removal>,
    pub(crate) verbose: bool,
    pub(crate) exact: bool,
    pub(crate) zero: bool,
}

impl Wiper {
    /// Shreds an operand. What fails is reported.
    pub(crate) fn wipe(
        &self,
        operand: &OsStr,
        patterns: &[Pattern],
        numbers: &mut Numbers,
    ) -> Result {
        let name = quotef(operand).to_string();
        if operand == "-" {
            return self.wipe_stdout(&name, patterns, numbers);
        }
        let file = match self.open(operand)? {
            Ok(file) => file,
            Err(e) if Errno::from_io_error(&e) == Some(Errno::NXIO) && is_fifo(operand) => {
                diagnostics::error(&format!("{name}: invalid file type"));
                return Ok(());
            }
            Err(e) => {
                diagnostics::error_io(&format!("{name}: failed to open for writing"), &e);
                return Ok(());
            }
        };
        let wiped = self.wipe_open(file.as_fd(), &name, patterns, numbers)?;
        if let Err(e) = close(file) {
            diagnostics::error_io(&format!("{name}: failed to close"), &e);
        } else if wiped && let Some(removal) = self.removal {
            removal.remove(operand, self.verbose);
        }
        Ok(())
    }

    /// Opens a file for writing. With `-f`, permits that first if need be.
    fn open(&self, operand: &OsStr) -> Result<io::Result<OwnedFd>> {
        let path = c_name(operand.as_bytes())?;
        let place = Place::new(&path, operand);
        // A FIFO without a reader must not block.
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK;
        let open = || place.open(flags, 0);
        Ok(open().or_else(|e| {
            let denied = e.kind() == io::ErrorKind::PermissionDenied;
            if denied && self.force && fs::chmod(&*path, Mode::WUSR).is_ok() {
                open()
            } else {
                Err(e)
            }
        }))
    }

    fn wipe_stdout(&self, name: &str, patterns: &[Pattern], numbers: &mut Numbers) -> Result {
        let stdout = standard_output();
        match fs::fcntl_getfl(stdout) {
            Err(e) => diagnostics::error_io(&format!("{name}: fcntl failed"), &e.into()),
            Ok(flags) if flags.contains(OFlags::APPEND) => {
                diagnostics::error(&format!("{name}: cannot shred append-only file descriptor"))
            }
            Ok(_) => {
                self.wipe_open(stdout, name, patterns, numbers)?;
            }
        }
        Ok(())
    }

    /// Returns whether all of it was overwritten. What fails is reported.
    fn wipe_open(
        &self,
        file: BorrowedFd<'_>,
        name: &str,
        patterns: &[Pattern],
        numbers: &mut Numbers,
    ) -> Result<bool> {
        let facts = match Facts::of_open(file) {
            Ok(facts) => facts,
            Err(e) => {
                diagnostics::error_io(&format!("{name}: fstat failed"), &e);
                return Ok(false);
            }
        };
        let refused = match facts.kind() {
            FileType::CharacterDevice => shared::rustix::termios::isatty(file),
            FileType::Fifo | FileType::Socket => true,
            _ => false,
        };
        if refused {
            diagnostics::error(&format!("{name}: invalid file type"));
            return Ok(false);
        }
        if !facts.is_regular() {
            // Opening must not block, but writing to a device may.
            let flags = fs::fcntl_getfl(file);
            let _ = flags.and_then(|flags| fs::fcntl_setfl(file, flags - OFlags::NONBLOCK));
        }
        let zero = self.zero.then_some(Pattern::ZERO);
        let patterns: Vec<Pattern> = patterns.iter().copied().chain(zero).collect();
        let sizes = self.sizes(file, &facts);
        // A file system may store a short file outside of a block, so its bytes are overwritten
        // before the file grows to a whole block.
        let mut pass = Pass {
            file,
            name,
            pattern: Pattern::ZERO,
            number: None,
        };
        if let Some(short) = sizes.short {
            for &pattern in &patterns {
                pass.pattern = pattern;
                if !pass.run(&mut Some(short), numbers)? {
                    return Ok(false);
                }
            }
        }
        let mut size = sizes.whole;
        if size != Some(0) {
            for (i, &pattern) in patterns.iter().enumerate() {
                pass.pattern = pattern;
                pass.number = self.verbose.then_some((i + 1, patterns.len()));
                if !pass.run(&mut size, numbers)? {
                    return Ok(false);
                }
            }
        }
        Ok(self.removal.is_none() || truncate(file, name, &facts))
    }

    /// Returns the sizes to overwrite.
    fn sizes(&self, file: BorrowedFd<'_>, facts: &Facts) -> Sizes {
        let block = facts.block as u64;
        if let Some(size) = self.size {
            let is_short = facts.is_regular() && facts.size > 0 && facts.size < size.min(block);
            return Sizes {
                short: is_short.then_some(facts.size),
                whole: Some(size),
            };
        }
        if !facts.is_regular() {
            // Without an end to seek to, the first pass finds the size.
            let end = fs::seek(file, SeekFrom::End(0)).ok();
            return Sizes {
                short: None,
                whole: end.filter(|&end| end > 0),
            };
        }
        if self.exact {
            return Sizes {
                short: None,
                whole: Some(facts.size),
            };
        }
        let rounded = facts.size.div_ceil(block).saturating_mul(block);
        Sizes {
            short: (facts.size > 0 && facts.size < block).then_some(facts.size),
            whole: Some(rounded.min(i64::MAX as u64)),
        }
    }
}

fn is_fifo(operand: &OsStr) -> bool {
    fs::stat(operand).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Fifo)
}

/// How many bytes of a file are overwritten.
struct Sizes {
    /// The size of a file shorter than a block. All passes overwrite that first.
    short: Option<u64>,
    /// The size of the file, rounded up to blocks; `None` for a device of unknown size.
    whole: Option<u64>,
}

/// Truncates the file before it is removed. Returns false after a failure, which is reported.
fn truncate(file: BorrowedFd<'_>, name: &str, facts: &Facts) -> bool {
    match fs::ftruncate(file, 0) {
        Err(e) if facts.is_regular() => {
            diagnostics::error_io(&format!("{name}: error truncating"), &e.into());
            false
        }
        _ => true,
    }
}
