//! yes: print a line until killed. GNU manual node "yes invocation".

use shared::prelude::*;
use shared::program::output;
use shared::rustix::pipe::fcntl_setpipe_size;
use shared::sys::pipe;
use std::convert::Infallible;

/// Bytes written at once: large enough for few calls, small enough for the caches.
const BLOCK: usize = 64 * 1024;

/// The size asked for where standard output is a pipe, in blocks.
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

pub fn cli() -> Command {
    cli::utility(
        "yes",
        "[STRING]...",
        "Print a line of all STRINGs, or of 'y', again and again.",
    )
}

fn repeat(block: &'static [u8]) -> io::Result<Infallible> {
    let pipe = output::descriptor();
    // The more a pipe holds, the fewer times its two ends wait for each other.
    let _ = fcntl_setpipe_size(pipe, PIPE * BLOCK);
    let mut out = stdout();
    while let Ok(n) = pipe::lend(pipe, block, PIPE) {
        // Cut off within a line: the rest of the block must follow.
        out.write_block(&block[n % block.len()..])?;
    }
    // Not a pipe, or one that is broken.
    loop {
        out.write_block(block)?;
    }
}
