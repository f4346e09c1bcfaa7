//! Copying data within the kernel: copy_file_range(2), splice(2), sendfile(2).

use crate::input::files::{self, Input};
use crate::program::output;
use crate::sys::copy_range::copy_file_range;
use crate::sys::stat::StatExt;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{FileType, OFlags, Stat, fstat, sendfile};
use rustix::io::{Errno, retry_on_intr};
use rustix::pipe::{SpliceFlags, fcntl_setpipe_size, splice};
use rustix::termios::isatty;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::mem::MaybeUninit;

/// Number of bytes per call: enough to make the cost of calls negligible, few enough to react to
/// signals.
const STEP: u64 = 1 << 26;

/// Capacity of a pipe: the default, and the maximum for unprivileged processes
/// (`/proc/sys/fs/pipe-max-size`). The latter makes reader and writer wait less often.
const PIPE: usize = 64 << 10;
const LARGE_PIPE: usize = 1 << 20;

/// Number of bytes per splice: half of a large pipe, so that both ends can work at the same time.
const PIPE_STEP: u64 = LARGE_PIPE as u64 / 2;

/// Number of bytes up to which a copy within the kernel takes longer, since it makes a pipe.
const FEW: usize = 4 << 10;

/// Number of bytes from which a copy within the kernel is faster.
pub const MANY: u64 = 256 << 10;

/// The result of a copy within the kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Number of bytes copied.
    pub bytes: u64,
    /// Whether the copy is complete. If not, the caller has to copy the rest.
    pub all: bool,
}

/// Copies up to `most` bytes of `input` to standard output, if the kernel can copy between these
/// kinds of files.
///
/// # Errors
/// Those of writing.
pub fn copy_to_stdout(input: &Input, most: u64) -> io::Result<Copied> {
    match fstat(output::descriptor()) {
        Ok(stat) => copy_to_stdout_of(stat.file_type(), input, most),
        Err(_) => Ok(Copied::default()),
    }
}

/// Like [`copy_to_stdout`], for a caller that knows what kind of file standard output is.
///
/// # Errors
/// Those of writing.
pub fn copy_to_stdout_of(to: FileType, input: &Input, most: u64) -> io::Result<Copied> {
    let out = output::descriptor();
    let mut copied = Copied::default();
    let Ok(stat) = fstat(input) else {
        return Ok(copied);
    };
    let from = stat.file_type();
    if from == FileType::RegularFile && (1..=FEW as i64).contains(&stat.st_size) {
        return copy_few(input, most);
    }
    type Step = fn(BorrowedFd<'_>, BorrowedFd<'_>, usize) -> rustix::io::Result<usize>;
    let step: Step = match (from, to) {
        (FileType::RegularFile, FileType::RegularFile) => copy_file_range,
        // Not from a pipe to a file that has a position: the kernel looks that up before it waits for
        // the pipe, and would overwrite what others that share the descriptor write meanwhile.
        (_, FileType::Fifo) | (FileType::Fifo, FileType::Socket | FileType::CharacterDevice) => {
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
            // Files in /proc report size 0, and only reading finds their content.
            Ok(0) => {
                copied.all = copied.bytes > 0 || from == FileType::Fifo;
                return Ok(copied);
            }
            Ok(len) => {
                // More than a pipe normally holds has arrived, so more is likely to come.
                if copied.bytes == 0 && len >= PIPE {
                    for (fd, kind) in [(input.as_fd(), from), (out, to)] {
                        if kind == FileType::Fifo {
                            // The user's limit for pipes may be reached; the pipe then keeps its
                            // size.
                            let _ = fcntl_setpipe_size(fd, LARGE_PIPE);
                        }
                    }
                }
                copied.bytes += len as u64;
            }
            Err(e @ (Errno::PIPE | Errno::NOSPC)) => return Err(e.into()),
            // The kernel does not copy between these two (EINVAL, EXDEV, EBADF for appending, …).
            // The caller reads and writes, which also finds the reason to report for a real
            // failure.
            Err(_) => return Ok(copied),
        }
    }
    copied.all = true;
    Ok(copied)
}

/// Reads and writes up to `most` bytes of a short file.
fn copy_few(input: &Input, most: u64) -> io::Result<Copied> {
    let mut copied = Copied::default();
    let mut block = [MaybeUninit::uninit(); FEW];
    while copied.bytes < most {
        let wanted = (most - copied.bytes).min(FEW as u64) as usize;
        match rustix::io::read(input, &mut block[..wanted]) {
            Ok(([], _)) => break,
            Ok((bytes, _)) => {
                output::stdout().write_block(bytes)?;
                copied.bytes += bytes.len() as u64;
            }
            Err(Errno::INTR) => {}
            // The caller reads again, and finds what to report.
            Err(_) => return Ok(copied),
        }
    }
    copied.all = true;
    Ok(copied)
}

/// Reads a pipe to its end without copying what it holds, by splice(2) to the null device. Returns
/// the number of bytes read, which is 0 for other files. Where this stops because of an error, the
/// caller finds the reason by reading.
pub fn discard(pipe: BorrowedFd<'_>) -> u64 {
    let null = |stat: &Stat| {
        FileType::from_raw_mode(stat.st_mode) == FileType::CharacterDevice
            && stat.st_rdev == rustix::fs::makedev(1, 3)
    };
    let is_pipe = fstat(pipe).is_ok_and(|stat| stat.file_type() == FileType::Fifo);
    let sink = match files::open(OsStr::new("/dev/null"), OFlags::WRONLY) {
        // In another root directory, the name may be that of an ordinary file.
        Ok(sink) if is_pipe && fstat(&sink).is_ok_and(|stat| null(&stat)) => sink,
        _ => return 0,
    };
    // The user's limit for pipes may be reached; the pipe then keeps its size.
    let _ = fcntl_setpipe_size(pipe, LARGE_PIPE);
    let mut bytes = 0;
    while let Ok(len @ 1..) =
        retry_on_intr(|| splice(pipe, None, &sink, None, LARGE_PIPE, SpliceFlags::MOVE))
    {
        bytes += len as u64;
    }
    bytes
}
