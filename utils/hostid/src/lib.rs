//! hostid: print the numeric identifier of the host (gethostid(3)).
//!
//! GNU manual node "hostid invocation".

use shared::prelude::*;
use shared::sys::host::host_id;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    Ok(writeln!(stdout(), "{:08x}", host_id())?)
}

pub fn cli() -> Cli {
    cli::utility(
        "hostid",
        "[OPTION]...",
        "Print the numeric identifier of this host in hexadecimal.",
    )
}
