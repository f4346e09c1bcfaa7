//! yes: print a line until killed. GNU manual node "yes invocation".
//!
//! Into a pipe, the kernel copies references to pages that another pipe holds: tee(2).

use shared::prelude::*;
use shared::program::output;
use shared::rustix::fd::OwnedFd;
use shared::rustix::io::write;
use shared::rustix::pipe::{
    PipeFlags, SpliceFlags, fcntl_getpipe_size, fcntl_setpipe_size, pipe_with, tee,
};
use std::convert::Infallible;

/// Bytes per write: few system calls, and the block stays in the cache.
const BLOCK: usize = 64 * 1024;

/// The capacity requested for standard output. In a larger pipe, the two ends wait for each other less
/// often.
const PIPE: usize = 16 * BLOCK;

/// The capacity requested for the pipe whose pages are repeated. With fewer pages, more calls are made;
/// with more, a reader finds them in its cache less often.
const SOURCE: usize = 4 * BLOCK;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    options.next()?;
    let strings = options.operands();
    let mut line = match &*strings {
        [] => b"y".to_vec(),
        strings => strings.join(OsStr::new(" ")).as_bytes().to_vec(),
    };
    line.push(b'\n');
    match repeat(&line) {
        Err(e) => Err(Error::io("standard output", &e)),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "yes",
        "[STRING]...",
        "Print a line with all STRINGs, or with y, repeatedly.",
    )
}

fn repeat(line: &[u8]) -> io::Result<Infallible> {
    let block = line.repeat((BLOCK / line.len()).max(1));
    let mut out = stdout();
    // A reader that wants little ends before the second block has room in the pipe.
    for _ in 0..2 {
        out.write_block(&block)?;
    }
    if let Some(source) = source(line) {
        // Files that are not pipes refuse this, and a pipe does where the user has too many pages in
        // pipes. Both are harmless.
        let _ = fcntl_setpipe_size(output::descriptor(), PIPE);
        while let Ok(n) = tee(&source, output::descriptor(), PIPE, SpliceFlags::empty()) {
            // A pipe without room for all of the source has taken a part of it.
            let begun = n % line.len();
            if begun > 0 {
                out.write_block(&line[begun..])?;
            }
        }
    }
    // Not a pipe, or a broken one, for which the next write reports the error.
    loop {
        out.write_block(&block)?;
    }
}

/// Returns a pipe that is filled with repetitions of the line, unless it has no room for one.
fn source(line: &[u8]) -> Option<OwnedFd> {
    let (source, end) = pipe_with(PipeFlags::CLOEXEC).ok()?;
    let _ = fcntl_setpipe_size(&end, SOURCE);
    // A user with too many pages in pipes gets smaller ones, and writing more would wait.
    let lines = line.repeat(fcntl_getpipe_size(&end).ok()? / line.len());
    let is_whole = !lines.is_empty() && write(&end, &lines) == Ok(lines.len());
    is_whole.then_some(source)
}
