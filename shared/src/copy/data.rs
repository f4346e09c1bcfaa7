//! The contents of files: clones, copies within the kernel, copies by hand, and holes.

use super::copier::{Copier, Done, Failed, failed, list};
use super::options::{Reflink, Sparse};
use super::place::{Facts, Place};
use rustix::fd::BorrowedFd;
use rustix::fs::{Advice, SeekFrom, copy_file_range, fadvise, ftruncate, ioctl_ficlone, seek};
use rustix::io::{Errno, read, retry_on_intr, write};

/// Bytes read at once, by hand.
const BLOCK: usize = 256 * 1024;

/// Files up to this size are quicker read and written than handed to the kernel.
const SMALL: u64 = 32 * 1024;

/// Bytes asked of the kernel at once.
const STEP: u64 = 1 << 30;

/// A file to fill.
#[derive(Debug)]
pub(super) struct Contents<'a> {
    pub(super) from: Place<'a>,
    pub(super) to: Place<'a>,
    pub(super) input: BorrowedFd<'a>,
    pub(super) output: BorrowedFd<'a>,
    /// What the source is.
    pub(super) facts: &'a Facts,
    /// What the destination was, if it existed.
    pub(super) old: Option<&'a Facts>,
    /// The device of the destination, where it is known without asking.
    pub(super) to_device: Option<u64>,
}

/// What `--debug` tells of a copy.
#[derive(Debug)]
struct Report {
    offload: &'static str,
    reflink: &'static str,
    sparse: &'static str,
}

/// What went wrong in copying, and with which of the files.
enum Trouble {
    Reading(Errno),
    Writing(Errno),
    Copying(Errno),
}

type Copied<T = ()> = Result<T, Trouble>;

impl Contents<'_> {
    fn report(&self, trouble: &Trouble) -> Failed {
        let (from, to) = (self.from.quoted(), self.to.quoted());
        match *trouble {
            Trouble::Reading(e) => failed(&format!("error reading {from}"), &e.into()),
            Trouble::Writing(e) => failed(&format!("error writing {to}"), &e.into()),
            Trouble::Copying(e) => failed(&format!("error copying {from} to {to}"), &e.into()),
        }
    }

    fn is_written_to_disk(&self) -> bool {
        self.old.is_none_or(Facts::is_regular)
    }

    /// Does the source take less room than it has bytes?
    fn has_holes(&self) -> bool {
        self.facts.is_regular() && self.facts.allocated < self.facts.size / 512 * 512
    }
}

impl Copier {
    /// Copies the contents.
    pub(super) fn fill(&mut self, contents: &Contents<'_>) -> Done {
        let mut report = Report {
            offload: "unknown",
            reflink: "unknown",
            sparse: "unknown",
        };
        // A clone has the source's holes.
        let never = self.options.reflink == Reflink::Never || self.options.sparse == Sparse::Never;
        if never {
            report.reflink = "no";
        }
        if never || !self.clone_whole(contents, &mut report)? {
            self.copy_data(contents, &mut report)
                .map_err(|trouble| contents.report(&trouble))?;
        }
        if self.options.debug {
            let Report {
                offload,
                reflink,
                sparse,
            } = report;
            list(&format!(
                "copy offload: {offload}, reflink: {reflink}, sparse detection: {sparse}\n"
            ));
        }
        Ok(())
    }

    /// Shares all blocks with the source, where that is possible.
    fn clone_whole(&mut self, contents: &Contents<'_>, report: &mut Report) -> Done<bool> {
        let pair = contents
            .to_device
            .map(|device| (contents.facts.id.0, device));
        match self.options.reflink {
            Reflink::Auto if pair.is_some_and(|pair| self.unclonable.contains(&pair)) => {
                report.reflink = "unsupported";
                return Ok(false);
            }
            Reflink::Never | Reflink::Auto | Reflink::Always => {}
        }
        let Err(e) = ioctl_ficlone(contents.output, contents.input) else {
            report.reflink = "yes";
            return Ok(true);
        };
        if self.options.reflink == Reflink::Always {
            let (from, to) = (contents.from.quoted(), contents.to.quoted());
            return Err(failed(
                &format!("failed to clone {to} from {from}"),
                &e.into(),
            ));
        }
        if matches!(e, Errno::NOTSUP | Errno::XDEV | Errno::NOSYS | Errno::NOTTY) {
            report.reflink = "unsupported";
            // Asked once, the answer stays what it is, for regular files at least.
            if contents.facts.is_regular() && contents.old.is_none() {
                self.unclonable.extend(pair);
            }
        }
        Ok(false)
    }

    fn copy_data(&mut self, contents: &Contents<'_>, report: &mut Report) -> Copied {
        let sparse = match contents.is_written_to_disk() {
            true => self.options.sparse,
            false => Sparse::Never,
        };
        report.sparse = "no";
        let zeros = sparse == Sparse::Always;
        if sparse != Sparse::Never && contents.has_holes() {
            match seek(contents.input, SeekFrom::Data(0)) {
                Ok(start) => {
                    report.sparse = if zeros {
                        "SEEK_HOLE + zeros"
                    } else {
                        "SEEK_HOLE"
                    };
                    return self.copy_extents(contents, Some(start), zeros, report);
                }
                // Nothing but a hole.
                Err(Errno::NXIO) => {
                    report.sparse = if zeros {
                        "SEEK_HOLE + zeros"
                    } else {
                        "SEEK_HOLE"
                    };
                    return self.copy_extents(contents, None, zeros, report);
                }
                // It has holes, but they are not told: zeros are looked for.
                Err(_) => {
                    report.sparse = "zeros";
                    return self.copy_by_hand(contents, 0, u64::MAX, true, report);
                }
            }
        }
        if zeros {
            report.sparse = "zeros";
        }
        if !contents.facts.is_regular() || contents.facts.size > BLOCK as u64 {
            // Pipes refuse the advice, which is harmless.
            let _ = fadvise(contents.input, 0, None, Advice::Sequential);
        }
        self.copy_range(contents, 0, u64::MAX, zeros, report)
    }

    /// Copies the parts that hold data, and leaves holes between them.
    fn copy_extents(
        &mut self,
        contents: &Contents<'_>,
        first: Option<u64>,
        zeros: bool,
        report: &mut Report,
    ) -> Copied {
        let size = contents.facts.size;
        let mut next = first;
        let mut end = 0;
        while let Some(start) = next.filter(|&start| start < size) {
            end = seek(contents.input, SeekFrom::Hole(start)).map_err(Trouble::Reading)?;
            seek(contents.input, SeekFrom::Start(start)).map_err(Trouble::Reading)?;
            seek(contents.output, SeekFrom::Start(start)).map_err(Trouble::Writing)?;
            // The file may grow meanwhile: the last part is copied to its end.
            let limit = if end >= size { u64::MAX } else { end - start };
            self.copy_range(contents, start, limit, zeros, report)?;
            next = match seek(contents.input, SeekFrom::Data(end)) {
                Ok(start) => Some(start),
                Err(Errno::NXIO) => None,
                Err(e) => return Err(Trouble::Reading(e)),
            };
        }
        if end < size {
            ftruncate(contents.output, size).map_err(Trouble::Writing)?;
        }
        Ok(())
    }

    /// Copies up to `limit` bytes from where both files are (at `start`).
    fn copy_range(
        &mut self,
        contents: &Contents<'_>,
        start: u64,
        limit: u64,
        zeros: bool,
        report: &mut Report,
    ) -> Copied {
        // The kernel may share blocks or keep holes when it copies by itself.
        let by_hand =
            zeros || self.options.sparse == Sparse::Never || self.options.reflink == Reflink::Never;
        if by_hand {
            report.offload = "avoided";
            return self.copy_by_hand(contents, start, limit, zeros, report);
        }
        let whole = start == 0 && limit == u64::MAX;
        let small = whole && contents.facts.size <= SMALL && contents.facts.is_regular();
        if small && !self.options.debug {
            return self.copy_by_hand(contents, start, limit, false, report);
        }
        let mut left = limit;
        while left > 0 {
            let step = left.min(STEP) as usize;
            match copy_file_range(contents.input, None, contents.output, None, step) {
                // Files in /proc claim to be empty: only reading them tells.
                Ok(0) if left == limit => break,
                Ok(0) => return Ok(()),
                Ok(copied) => {
                    report.offload = "yes";
                    left -= copied as u64;
                }
                Err(Errno::INTR) => {}
                Err(e @ (Errno::NOSPC | Errno::DQUOT | Errno::FBIG | Errno::IO | Errno::ROFS)) => {
                    return Err(Trouble::Copying(e));
                }
                // Not between these two; reading finds the words for what may be wrong.
                Err(_) => {
                    if left == limit {
                        report.offload = "unsupported";
                    }
                    break;
                }
            }
        }
        let done = limit - left;
        self.copy_by_hand(contents, start.saturating_add(done), left, false, report)
    }

    /// The same by reading and writing; with `zeros`, blocks of zeros become holes.
    fn copy_by_hand(
        &mut self,
        contents: &Contents<'_>,
        start: u64,
        limit: u64,
        zeros: bool,
        report: &mut Report,
    ) -> Copied {
        if report.offload == "unknown" && zeros {
            report.offload = "avoided";
        }
        self.buffer.resize(BLOCK, 0);
        let mut at = start;
        let mut left = limit;
        let mut hole = false;
        while left > 0 {
            let want = left.min(BLOCK as u64) as usize;
            let buffer = &mut self.buffer[..want];
            let got =
                retry_on_intr(|| read(contents.input, &mut *buffer)).map_err(Trouble::Reading)?;
            if got == 0 {
                break;
            }
            let block = &self.buffer[..got];
            if zeros {
                hole = write_sparsely(contents, block, hole).map_err(Trouble::Writing)?;
            } else {
                write_all(contents.output, block).map_err(Trouble::Writing)?;
            }
            at += got as u64;
            left -= got as u64;
            // A regular file that was as long as it claims, read in one piece, is over.
            if got < want && at == contents.facts.size && contents.facts.is_regular() {
                break;
            }
        }
        if hole {
            ftruncate(contents.output, at).map_err(Trouble::Writing)?;
        }
        Ok(())
    }
}

fn write_all(output: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        let written = retry_on_intr(|| write(output, bytes))?;
        bytes = &bytes[written..];
    }
    Ok(())
}

/// Writes a block, passing over zeros by whole blocks of the file system. Says whether it
/// ended in a hole.
fn write_sparsely(contents: &Contents<'_>, bytes: &[u8], mut hole: bool) -> Result<bool, Errno> {
    let unit = contents.facts.block;
    let mut pending = 0;
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + unit);
        let zero = is_zero(&bytes[at..end]);
        if zero != hole || at == 0 {
            if !hole {
                write_all(contents.output, &bytes[pending..at])?;
            } else if at > pending {
                seek(contents.output, SeekFrom::Current((at - pending) as i64))?;
            }
            pending = at;
            hole = zero;
        }
        at = end;
    }
    if hole {
        seek(
            contents.output,
            SeekFrom::Current((bytes.len() - pending) as i64),
        )?;
    } else {
        write_all(contents.output, &bytes[pending..])?;
    }
    Ok(hole)
}

fn is_zero(bytes: &[u8]) -> bool {
    let (head, words, tail) = (
        &bytes[..bytes.len().min(16)],
        bytes.chunks_exact(16),
        bytes.len() % 16,
    );
    head.iter().all(|&b| b == 0)
        && bytes[bytes.len() - tail..].iter().all(|&b| b == 0)
        && words
            .map(|word| u128::from_ne_bytes(word.try_into().unwrap_or([1; 16])))
            .all(|word| word == 0)
}
