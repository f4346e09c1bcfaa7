//! The contents of files: clones, copies by the kernel, copies through a buffer, and holes.

use super::copier::{Copier, Done, Failed, failed, list};
use super::options::{Reflink, Sparse};
use super::place::{Facts, Place};
use crate::bytes::memory;
use crate::sys::copy_range::copy_file_range;
use rustix::fd::BorrowedFd;
use rustix::fs::{Advice, SeekFrom, fadvise, ftruncate, ioctl_ficlone, seek};
use rustix::io::{Errno, read, retry_on_intr, write};

/// Buffer size for copies through user space.
const BLOCK: usize = 256 * 1024;

/// Files up to this size are copied faster by read(2) and write(2) than by copy_file_range(2).
const SMALL: u64 = 32 * 1024;

/// Maximum number of bytes per copy_file_range(2).
const STEP: u64 = 1 << 30;

/// A file whose contents are copied.
#[derive(Debug)]
pub(super) struct Contents<'a> {
    pub(super) from: Place<'a>,
    pub(super) to: Place<'a>,
    pub(super) input: BorrowedFd<'a>,
    pub(super) output: BorrowedFd<'a>,
    /// The status of the source.
    pub(super) facts: &'a Facts,
    /// The status of the destination before the copy, if it existed.
    pub(super) old: Option<&'a Facts>,
    /// The device of the destination, if known.
    pub(super) to_device: Option<u64>,
}

/// A part of a file to copy.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: u64,
    /// Maximum number of bytes. `u64::MAX` copies up to the end of the file.
    limit: u64,
    /// Whether blocks of zeros become holes.
    zeros: bool,
}

/// What `--debug` reports about a copy.
#[derive(Debug)]
struct Report {
    offload: &'static str,
    reflink: &'static str,
    sparse: &'static str,
}

/// An I/O error, and the operation that failed.
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

    /// Returns the error that copy_file_range(2) would have met, which can tell no reading from
    /// writing.
    fn as_of_kernel(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Reading(e) | Trouble::Writing(e) if is_final(e) && self.stays_on_device() => {
                Trouble::Copying(e)
            }
            other => other,
        }
    }

    /// Returns whether both are files of the same file system.
    fn stays_on_device(&self) -> bool {
        let on_device = |to: Facts| to.is_regular() && to.id.0 == self.facts.id.0;
        Facts::of_open(self.output).is_ok_and(on_device)
    }

    fn is_written_to_disk(&self) -> bool {
        self.old.is_none_or(Facts::is_regular)
    }

    /// Returns whether the source has holes: fewer bytes are allocated than its size.
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

    /// Clones the source, so that both files share all blocks. Returns false if that is impossible.
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
            // The same will be true of other new regular files on these devices.
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
        let mut whole = Part {
            start: 0,
            limit: u64::MAX,
            zeros,
        };
        if sparse != Sparse::Never && contents.has_holes() {
            let first = match seek(contents.input, SeekFrom::Data(0)) {
                Ok(start) => Some(start),
                Err(Errno::NXIO) => None, // The file is one hole.
                Err(_) => {
                    // The file system does not report holes: look for zeros instead.
                    report.sparse = "zeros";
                    whole.zeros = true;
                    return self.copy_buffered(contents, whole, report);
                }
            };
            report.sparse = if zeros {
                "SEEK_HOLE + zeros"
            } else {
                "SEEK_HOLE"
            };
            return self.copy_extents(contents, first, zeros, report);
        }
        if zeros {
            report.sparse = "zeros";
        }
        if !contents.facts.is_regular() || contents.facts.size > BLOCK as u64 {
            // This is only advice, which pipes reject.
            let _ = fadvise(contents.input, 0, None, Advice::Sequential);
        }
        self.copy_range(contents, whole, report)
    }

    /// Copies the parts that contain data and leaves holes between them.
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
            // The last part extends to the end of the file, which may have grown.
            let limit = if end >= size { u64::MAX } else { end - start };
            let part = Part {
                start,
                limit,
                zeros,
            };
            self.copy_range(contents, part, report)?;
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

    /// Copies a part of the file. Both descriptors are positioned at its start.
    fn copy_range(&mut self, contents: &Contents<'_>, part: Part, report: &mut Report) -> Copied {
        // The kernel may share blocks or preserve holes in copy_file_range(2).
        let filled = self.options.sparse == Sparse::Never;
        if part.zeros || filled || self.options.reflink == Reflink::Never {
            report.offload = "avoided";
            return self.copy_buffered(contents, part, report);
        }
        let whole = part.start == 0 && part.limit == u64::MAX;
        let small = whole && contents.facts.size <= SMALL && contents.facts.is_regular();
        if small && !self.options.debug {
            let copied = self.copy_buffered(contents, part, report);
            return copied.map_err(|trouble| contents.as_of_kernel(trouble));
        }
        let mut left = part.limit;
        while left > 0 {
            let step = left.min(STEP) as usize;
            let copied = retry_on_intr(|| copy_file_range(contents.input, contents.output, step));
            match copied {
                // Files in /proc seem to be empty. Read them instead.
                Ok(0) if left == part.limit => break,
                Ok(0) => return Ok(()),
                Ok(copied) => {
                    report.offload = "yes";
                    left -= copied as u64;
                }
                Err(e) if is_final(e) => return Err(Trouble::Copying(e)),
                // Not supported for these files. If there is another problem, read(2) or
                // write(2) will report it.
                Err(_) => {
                    if left == part.limit {
                        report.offload = "unsupported";
                    }
                    break;
                }
            }
        }
        let rest = Part {
            start: part.start.saturating_add(part.limit - left),
            limit: left,
            zeros: false,
        };
        self.copy_buffered(contents, rest, report)
    }

    /// Copies a part of the file through a buffer.
    fn copy_buffered(
        &mut self,
        contents: &Contents<'_>,
        part: Part,
        report: &mut Report,
    ) -> Copied {
        let zeros = part.zeros;
        if report.offload == "unknown" && zeros {
            report.offload = "avoided";
        }
        if self.buffer.is_empty() {
            // A small file touches one page of it.
            self.buffer = memory::zeros(BLOCK);
        }
        let mut at = part.start;
        let mut left = part.limit;
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
            // The file was read to its size in one piece: skip the read(2) that returns 0.
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

/// Returns whether an error of copy_file_range(2) means that no other way of copying will do.
fn is_final(e: Errno) -> bool {
    matches!(
        e,
        Errno::NOSPC | Errno::DQUOT | Errno::FBIG | Errno::IO | Errno::ROFS
    )
}

fn write_all(output: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        let written = retry_on_intr(|| write(output, bytes))?;
        bytes = &bytes[written..];
    }
    Ok(())
}

/// Writes a block, but seeks over blocks of the file system that contain only zeros. `hole` says
/// whether the previous block ended in a hole. Returns whether this one does.
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
