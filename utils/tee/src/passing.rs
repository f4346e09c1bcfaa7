//! Passing a pipe on without reading it: splice(2) and tee(2).

use crate::outputs::{Output, Outputs};
use shared::prelude::*;
use shared::program::output;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{FileType, fstat};
use shared::rustix::io::{self, read, retry_on_intr};
use shared::rustix::pipe::{
    PipeFlags, SpliceFlags, fcntl_getpipe_size, fcntl_setpipe_size, pipe_with, splice, tee,
};
use shared::rustix::stdio;
use shared::sys::stat::StatExt;

/// Bytes from which more are likely to come: what a pipe normally holds.
pub(crate) const MANY: usize = 64 * 1024;

/// The capacity requested for pipes.
const PIPE: usize = 1 << 20;

/// Passes standard input on until its end, or until the kernel refuses. What was taken until then has
/// been written. Returns whether it has ended.
pub(crate) fn pass(outputs: &mut Outputs) -> Result<bool> {
    let Some((taken, copied)) = pipes() else {
        return Ok(false);
    };
    while !outputs.are_gone() {
        if !outputs.await_input()? {
            continue;
        }
        let n = match move_from(stdio::stdin(), taken.1.as_fd(), PIPE) {
            Ok(0) => return Ok(true),
            Ok(n) => n,
            // Reading finds the reason.
            Err(_) => return Ok(false),
        };
        let mut left = outputs.count();
        let mut refused = false;
        let mut block = None;
        outputs.keep(&mut |_, output| {
            left -= 1;
            if block.is_none() {
                // All but the last one get a copy of the references to the pages.
                if left == 0 || copy(&taken.0, &copied, n) {
                    let source = if left == 0 { &taken.0 } else { &copied.0 };
                    let rest = deliver(source, output, n)?;
                    refused |= !rest.is_empty();
                    return output.write(&rest);
                }
                refused = true;
                block = Some(take(&taken.0, n)?);
            }
            output.write(block.as_deref().unwrap_or_default())
        })?;
        if refused {
            break;
        }
    }
    Ok(false)
}

/// A pipe, and its end for writing.
type Pipe = (OwnedFd, OwnedFd);

/// Returns two pipes of one size. Returns `None` if they can't be had, or if standard input is none.
fn pipes() -> Option<(Pipe, Pipe)> {
    if !fstat(stdio::stdin()).is_ok_and(|stat| stat.file_type() == FileType::Fifo) {
        return None;
    }
    let (taken, copied) = (pipe()?, pipe()?);
    let size = |pipe: &Pipe| fcntl_getpipe_size(&pipe.1).ok();
    enlarge(stdio::stdin());
    enlarge(output::descriptor());
    (size(&taken) == size(&copied)).then_some((taken, copied))
}

fn pipe() -> Option<Pipe> {
    let pipe = pipe_with(PipeFlags::CLOEXEC).ok()?;
    enlarge(pipe.1.as_fd());
    Some(pipe)
}

/// Requests a larger capacity. Files that are not pipes refuse that, and a pipe does where the user
/// has too many pages in pipes. Both are harmless.
fn enlarge(pipe: BorrowedFd<'_>) {
    let _ = fcntl_setpipe_size(pipe, PIPE);
}

/// Moves pages from a pipe to a file.
fn move_from(pipe: BorrowedFd<'_>, to: BorrowedFd<'_>, n: usize) -> io::Result<usize> {
    retry_on_intr(|| splice(pipe, None, to, None, n, SpliceFlags::MOVE))
}

/// Copies the references to the pages of the next `n` bytes into another pipe. Returns whether it has
/// all of them, else none.
fn copy(from: &OwnedFd, to: &Pipe, n: usize) -> bool {
    // It is empty and as large as the first, so the call does not wait.
    match tee(from, &to.1, n, SpliceFlags::NONBLOCK) {
        Ok(part) if part < n => {
            let _ = take(&to.0, part);
            false
        }
        result => result.is_ok(),
    }
}

/// Moves the next `n` bytes of a pipe to an output. Returns those that the kernel has refused.
fn deliver(pipe: &OwnedFd, output: &Output, mut n: usize) -> io::Result<Vec<u8>> {
    if output.has_own_position() {
        while n > 0
            && let Ok(part @ 1..) = move_from(pipe.as_fd(), output.descriptor(), n)
        {
            n -= part;
        }
    }
    take(pipe, n)
}

/// Reads the next `n` bytes of a pipe that holds them.
fn take(pipe: &OwnedFd, n: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; n];
    let mut filled = 0;
    while filled < n {
        filled += retry_on_intr(|| read(pipe, &mut bytes[filled..]))?;
    }
    Ok(bytes)
}
