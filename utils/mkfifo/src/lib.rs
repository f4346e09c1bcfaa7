//! mkfifo: make FIFOs (named pipes). GNU manual node "mkfifo invocation"; POSIX mkfifo.
//!
//! Gap: security contexts are left to the kernel; `-Z` and `--context` do nothing.

use shared::fs::node::{self, Maker};
use shared::prelude::*;
use shared::rustix::fs::FileType;

pub fn run(args: Args) -> Result {
    let mut maker = Maker::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        maker.option(&option);
    }
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    maker.ready()?;
    for path in operands {
        if let Err(e) = maker.make(path, FileType::Fifo, 0) {
            diagnostics::error_io(&format!("cannot create fifo {}", quoteaf(path)), &e.into());
        } else if let Err(e) = maker.set_mode(path, FileType::Fifo) {
            let message = format!("cannot set permissions of {}", quoteaf(path));
            diagnostics::error_io(&message, &e.into());
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "mkfifo",
        "[OPTION]... NAME...",
        "Create a FIFO (named pipe) with each NAME.",
    )
    .options(node::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            while let Ok(Some(option)) = options.next() {
                Maker::default().option(&option);
            }
        });
    }
}
