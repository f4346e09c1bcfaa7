//! unlink: remove a file with unlink(2). GNU manual node "unlink invocation"; POSIX unlink.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    let operands = options.operands();
    match operands[..] {
        [] => Err(cli::missing_operand(None)),
        [_, extra, ..] => Err(cli::extra_operand(extra)),
        [file] => shared::rustix::fs::unlink(file)
            .map_err(|e| Error::io(format!("cannot unlink {}", quoteaf(file)), &e.into())),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "unlink",
        "FILE",
        "Remove FILE, which must not be a directory, by unlink(2).",
    )
}
