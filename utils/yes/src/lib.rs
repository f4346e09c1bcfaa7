//! yes: print a line until killed. GNU manual node "yes invocation".
//!
//! Into a pipe, pages are lent with vmsplice(2) and not copied.

use shared::prelude::*;
use shared::program::output;
use shared::rustix::pipe::fcntl_setpipe_size;
use shared::sys::pipe;
use std::convert::Infallible;

/// Bytes per write: few system calls, and the block stays in the cache.
const BLOCK: usize = 64 * 1024;

/// The capacity requested for a pipe, in blocks.
const PIPE: usize = 16;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    options.next()?;
    let strings = options.operands();
    let mut line = match &*strings {
        [] => b"y".to_vec(),
        strings => strings.join(OsStr::new(" ")).as_bytes().to_vec(),
    };
    line.push(b'\n');
    let block = line.repeat((BLOCK / line.len()).max(1)).leak();
    match repeat(block) {
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

fn repeat(block: &'static [u8]) -> io::Result<Infallible> {
    let pipe = output::descriptor();
    // A larger pipe makes its two ends wait for each other less often. Other files refuse the
    // request, and pipes do where the user has too many pages in them; both are harmless.
    let _ = fcntl_setpipe_size(pipe, PIPE * BLOCK);
    let mut out = stdout();
    while let Ok(n) = pipe::lend(pipe, block, PIPE) {
        // The kernel may have taken a part of the block: write the rest.
        out.write_block(&block[n % block.len()..])?;
    }
    // Not a pipe, or a broken one, for which the next write reports the error.
    loop {
        out.write_block(block)?;
    }
}
