//! hostname: print or set the name of the system.
//!
//! GNU manual node "hostname invocation".

use shared::prelude::*;
use shared::rustix::system::{sethostname, uname};

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    match *options.operands() {
        [] => print(),
        [name] => set(name),
        [_, extra, ..] => Err(cli::extra_operand(extra)),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "hostname",
        "[NAME]",
        "Print the name of this system, or set it to NAME.",
    )
}

fn print() -> Result {
    let mut out = stdout();
    out.write_all(uname().nodename().to_bytes())?;
    Ok(out.write_all(b"\n")?)
}

fn set(name: &OsStr) -> Result {
    sethostname(name.as_bytes())
        .map_err(|e| Error::io(format!("cannot set name to {}", quote(name)), &e.into()))
}
