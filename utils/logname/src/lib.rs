//! logname: print the login name.
//!
//! GNU manual node "logname invocation"; POSIX logname.

use shared::prelude::*;
use shared::sys::users::login_name;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    if let Some(extra) = options.operands().first() {
        return Err(cli::extra_operand(extra));
    }
    let mut name = login_name().ok_or_else(|| Error::new("no login name"))?;
    name.push(b'\n');
    Ok(stdout().write_at_end(&name)?)
}

pub fn cli() -> Cli {
    cli::utility(
        "logname",
        "[OPTION]",
        "Print the name of the user who logged in.",
    )
}
