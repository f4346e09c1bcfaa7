//! link: make a hard link with link(2). GNU manual node "link invocation"; POSIX link.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    let operands = options.operands();
    match operands[..] {
        [] => Err(cli::missing_operand(None)),
        [only] => Err(cli::missing_operand(Some(only))),
        [_, _, extra, ..] => Err(cli::extra_operand(extra)),
        [file, name] => shared::rustix::fs::link(file, name).map_err(|e| {
            let (file, name) = (quoteaf(file), quoteaf(name));
            Error::io(format!("cannot create link {name} to {file}"), &e.into())
        }),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "link",
        "FILE1 FILE2",
        "Create the hard link FILE2 to FILE1, by link(2).",
    )
}
