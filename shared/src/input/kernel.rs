//! Copying bytes without carrying them through the process: copy_file_range(2), splice(2),
//! sendfile(2).

use crate::input::files::Input;
use crate::program::output;
use crate::sys::stat::StatExt;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{FileType, copy_file_range, fstat, sendfile};
use rustix::io::{Errno, retry_on_intr};
use rustix::pipe::{SpliceFlags, fcntl_setpipe_size, splice};
use rustix::termios::isatty;
use std::io::{self, Write};

/// Bytes asked for at once: large enough that calls cost nothing, small enough to interrupt.
const STEP: u64 = 1 << 26;

/// What a pipe holds, of what the kernel moves into it: as much as it does by default, and as much
/// as anyone may ask for (`/proc/sys/fs/pipe-max-size`), so that its ends wait less often.
const PIPE: usize = 64 << 10;
const LARGE_PIPE: usize = 1 << 20;

/// Half of that: while one end works on it, the other one works on the rest.
const PIPE_STEP: u64 = LARGE_PIPE as u64 / 2;

/// Bytes from which on it pays to ask the kernel first.
pub const MANY: u64 = 256 << 10;

/// What the kernel has copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// So many bytes.
    pub bytes: u64,
    /// Are these all that were asked for, or that there are? Else the rest has to be carried.
    pub all: bool,
}

/// Copies `most` bytes of `input`, or what there is, to standard output, as far as the kernel can
/// do it by itself.
///
/// # Errors
/// Those of writing.
pub fn copy_to_stdout(input: &Input, most: u64) -> io::Result<Copied> {
    let out = output::descriptor();
    let mut copied = Copied {
        bytes: 0,
        all: false,
    };
    let kind = |fd: BorrowedFd<'_>| fstat(fd).map(|s| s.file_type());
    let (Ok(from), Ok(to)) = (kind(input.as_fd()), kind(out)) else {
        return Ok(copied);
    };
    type Step = fn(BorrowedFd<'_>, BorrowedFd<'_>, usize) -> rustix::io::Result<usize>;
    let step: Step = match (from, to) {
        (FileType::RegularFile, FileType::RegularFile) => {
            |from, to, len| copy_file_range(from, None, to, None, len)
        }
        (FileType::Fifo, _) | (_, FileType::Fifo) => {
            |from, to, len| splice(from, None, to, None, len, SpliceFlags::MOVE)
        }
        (FileType::RegularFile, FileType::Socket | FileType::CharacterDevice) if !isatty(out) => {
            |from, to, len| sendfile(to, from, None, len)
        }
        _ => return Ok(copied),
    };
    output::stdout().flush()?;
    let at_once = if [from, to].contains(&FileType::Fifo) {
        PIPE_STEP
    } else {
        STEP
    };
    while copied.bytes < most {
        let wanted = (most - copied.bytes).min(at_once) as usize;
        match retry_on_intr(|| step(input.as_fd(), out, wanted)) {
            // Files in /proc claim to be empty: only reading them tells.
            Ok(0) => {
                copied.all = copied.bytes > 0 || from == FileType::Fifo;
                return Ok(copied);
            }
            Ok(len) => {
                // Where there is more than a pipe holds, there will be more yet.
                if copied.bytes == 0 && len >= PIPE {
                    for (fd, kind) in [(input.as_fd(), from), (out, to)] {
                        if kind == FileType::Fifo {
                            // Refused to who has many: it goes on as it is.
                            let _ = fcntl_setpipe_size(fd, LARGE_PIPE);
                        }
                    }
                }
                copied.bytes += len as u64;
            }
            Err(e @ (Errno::PIPE | Errno::NOSPC)) => return Err(e.into()),
            // Not between these two (EINVAL, EXDEV, EBADF for appending, …): by hand, then,
            // which also finds the right words for what is really wrong.
            Err(_) => return Ok(copied),
        }
    }
    copied.all = true;
    Ok(copied)
}
