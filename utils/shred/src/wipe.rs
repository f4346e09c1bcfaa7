//! One file: opened, overwritten, removed.

use crate::pass::Pass;
use crate::patterns::Pattern;
use crate::remove::Removal;
use shared::copy::{Facts, Place};
use shared::input::random::Numbers;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd};
use shared::rustix::fs::{self, FileType, Mode, OFlags, SeekFrom};
use shared::rustix::stdio::stdout as standard_output;
use shared::sys::close::close;
use std::ffi::CString;

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
        let path = CString::new(operand.as_bytes()).unwrap_or_default();
        let place = Place::new(&path, operand);
        let open = || place.open(OFlags::WRONLY | OFlags::NOCTTY, 0);
        let file = open().or_else(|e| {
            let denied = e.kind() == io::ErrorKind::PermissionDenied;
            if denied && self.force && fs::chmod(&*path, Mode::WUSR).is_ok() {
                open()
            } else {
                Err(e)
            }
        });
        let file = match file {
            Ok(file) => file,
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

    /// False where not all of it was overwritten.
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
        let (tail, size) = self.sizes(file, &facts);
        let total = patterns.len() + usize::from(self.zero);
        let zero = self.zero.then_some(Pattern::ZERO);
        let mut whole = true;
        // What a short file holds may be stored elsewhere than in a block.
        for (size, quiet) in [(tail, true), (Some(size), false)] {
            let Some(mut size) = size else { continue };
            if size == Some(0) {
                continue;
            }
            for (i, &pattern) in patterns.iter().chain(&zero).enumerate() {
                let pass = Pass {
                    file,
                    name,
                    pattern,
                    number: (self.verbose && !quiet).then_some((i + 1, total)),
                };
                whole &= pass.run(&mut size, numbers)?;
                if !whole {
                    return Ok(false);
                }
            }
        }
        if self.removal.is_some()
            && let Err(e) = fs::ftruncate(file, 0)
            && facts.is_regular()
        {
            diagnostics::error_io(&format!("{name}: error truncating"), &e.into());
            return Ok(false);
        }
        Ok(whole)
    }

    /// The bytes to overwrite first, if a file is shorter than a block, and those to overwrite
    /// then, if known.
    fn sizes(&self, file: BorrowedFd<'_>, facts: &Facts) -> (Option<Option<u64>>, Option<u64>) {
        if self.size.is_some() {
            let short = self.size.filter(|&size| {
                facts.is_regular() && facts.size < size.min(facts.block as u64) && facts.size > 0
            });
            return (short.map(|_| Some(facts.size)), self.size);
        }
        if !facts.is_regular() {
            let end = fs::seek(file, SeekFrom::End(0)).ok();
            return (None, end.filter(|&end| end > 0));
        }
        if self.exact {
            return (None, Some(facts.size));
        }
        let block = facts.block as u64;
        let short = (facts.size > 0 && facts.size < block).then_some(Some(facts.size));
        let rounded = facts.size.div_ceil(block).saturating_mul(block);
        (short, Some(rounded.min(i64::MAX as u64)))
    }
}
