//! arch: print the machine hardware name, like `uname -m`.
//!
//! GNU manual node "arch invocation".

use shared::prelude::*;
use shared::rustix::system::uname;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    let mut out = stdout();
    out.write_all(uname().machine().to_bytes())?;
    Ok(out.write_all(b"\n")?)
}

pub fn cli() -> Cli {
    cli::utility(
        "arch",
        "[OPTION]...",
        "Print the hardware name of the machine.",
    )
}
