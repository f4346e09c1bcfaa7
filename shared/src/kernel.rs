//! Copying bytes without carrying them through the process: copy_file_range(2), splice(2),
//! sendfile(2).

use crate::files::Input;
use crate::output;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{FileType, copy_file_range, fstat, sendfile};
use rustix::io::Errno;
use rustix::pipe::{SpliceFlags, fcntl_setpipe_size, splice};
use rustix::termios::isatty;
use std::io::{self, Write};

/// Bytes asked for at once: large enough that calls cost nothing, small enough to interrupt.
const STEP: usize = 1 << 26;

/// What a pipe holds, of what the kernel moves into it: as much as it does by default, and as much
/// as anyone may ask for (`/proc/sys/fs/pipe-max-size`), so that its ends wait less often.
const PIPE: usize = 64 << 10;
const LARGE_PIPE: usize = 1 << 20;

/// Copies the rest of `input` to standard output, if the kernel can do it by itself. False
/// where it can't, with nothing lost: the caller goes on from wherever it stopped.
///
/// # Errors
/// Those of reading; those of writing are marked by [`output::fatal`].
pub fn copy_to_stdout(input: &Input) -> io::Result<bool> {
    let out = output::descriptor();
    let kind = |fd: BorrowedFd<'_>| fstat(fd).map(|s| FileType::from_raw_mode(s.st_mode));
    let (Ok(from), Ok(to)) = (kind(input.as_fd()), kind(out)) else {
        return Ok(false);
    };
    let step: fn(BorrowedFd<'_>, BorrowedFd<'_>) -> rustix::io::Result<usize> = match (from, to) {
        (FileType::RegularFile, FileType::RegularFile) => {
            |from, to| copy_file_range(from, None, to, None, STEP)
        }
        (FileType::Fifo, _) | (_, FileType::Fifo) => {
            |from, to| splice(from, None, to, None, STEP, SpliceFlags::MOVE)
        }
        (FileType::RegularFile, FileType::Socket | FileType::CharacterDevice) if !isatty(out) => {
            |from, to| sendfile(to, from, None, STEP)
        }
        _ => return Ok(false),
    };
    output::stdout().flush().map_err(output::fatal)?;
    let mut copied = false;
    loop {
        match step(input.as_fd(), out) {
            // Files in /proc claim to be empty: only reading them tells.
            Ok(0) => return Ok(copied || from == FileType::Fifo),
            Ok(len) => {
                // Where there is more than a pipe holds, there will be more yet.
                if !copied && len >= PIPE {
                    for (fd, kind) in [(input.as_fd(), from), (out, to)] {
                        if kind == FileType::Fifo {
                            // Refused to who has many: it goes on as it is.
                            let _ = fcntl_setpipe_size(fd, LARGE_PIPE);
                        }
                    }
                }
                copied = true;
            }
            Err(Errno::INTR) => {}
            Err(e @ (Errno::PIPE | Errno::NOSPC)) => return Err(output::fatal(e.into())),
            // Not between these two (EINVAL, EXDEV, EBADF for appending, …): by hand, then,
            // which also finds the right words for what is really wrong.
            Err(_) => return Ok(false),
        }
    }
}
