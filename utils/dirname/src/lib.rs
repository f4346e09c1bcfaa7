//! dirname: strip the last component from file names. GNU manual node "dirname invocation";
//! POSIX dirname.

use shared::fs::names::parent;
use shared::prelude::*;

/// Runs dirname.
pub fn run(args: Args) -> Result {
    let mut end = b'\n';
    let mut options = args.parse(cli);
    while options.next()?.is_some() {
        end = b'\0'; // -z, the only one
    }
    let names = options.operands();
    if names.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let mut out = stdout();
    for name in names {
        out.write_all(parent(name.as_bytes()))?;
        out.write_all(&[end])?;
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "dirname",
        "[OPTION]... NAME...",
        "Print each NAME without its last component; a dot where nothing is left.",
    )
    .args([flag("-z, --zero", "end each line with NUL, not newline")])
}
