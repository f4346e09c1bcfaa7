//! whoami: print the effective user name.
//!
//! GNU manual node "whoami invocation".

use shared::prelude::*;
use shared::rustix::process::geteuid;
use shared::sys::users::user_name;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    if let Some(extra) = options.operands().first() {
        return Err(cli::extra_operand(extra));
    }
    let id = geteuid().as_raw();
    let Some(mut name) = user_name(id) else {
        return Err(Error::new(format!("cannot find name for user ID {id}")));
    };
    name.push(b'\n');
    Ok(stdout().write_at_end(&name)?)
}

pub fn cli() -> Cli {
    cli::utility(
        "whoami",
        "[OPTION]...",
        "Print the name of the effective user, as id -un does.",
    )
}
