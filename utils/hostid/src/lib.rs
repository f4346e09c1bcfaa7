//! hostid: print the numeric identifier of the host. GNU manual node "hostid invocation".

use shared::prelude::*;
use shared::sys::host::host_id;

/// Runs hostid.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    Ok(writeln!(stdout(), "{:08x}", host_id())?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "hostid",
        "[OPTION]...",
        "Print the numeric identifier of this host in hexadecimal.",
    )
}
