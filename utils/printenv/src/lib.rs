//! printenv: print environment variables. GNU manual node "printenv invocation".

use shared::prelude::*;
use shared::sys::process::environment;

/// The status of other failures than that of a variable which is not set.
const FAILURE: i32 = 2;

/// Runs printenv.
pub fn run(args: Args) -> Result {
    status::set_failure(FAILURE);
    let mut end = b'\n';
    let mut options = args.parse_leading(cli);
    while options.next()?.is_some() {
        end = b'\0';
    }
    let names = options.operands();
    let entries = environment();
    let mut out = stdout();
    let mut print = |text: &[u8]| {
        out.write_all(text)?;
        out.write_all(&[end])
    };
    if names.is_empty() {
        for entry in &entries {
            print(entry.as_bytes())?;
        }
    }
    let mut all_found = true;
    for name in names {
        let mut found = false;
        // No name holds an equals sign; but a name may be there twice.
        for entry in entries.iter().filter(|_| !name.as_bytes().contains(&b'=')) {
            let value = entry.as_bytes().strip_prefix(name.as_bytes());
            if let Some(value) = value.and_then(|rest| rest.strip_prefix(b"=")) {
                print(value)?;
                found = true;
            }
        }
        all_found &= found;
    }
    if !all_found {
        status::set(1);
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "printenv",
        "[OPTION]... [VARIABLE]...",
        "Print the values of the environment VARIABLEs, or names and values of all.",
    )
    .arg(flag("-0, --null", "end lines with NUL instead of newline"))
    .after_help("The exit status is 1 if a VARIABLE is not set.")
}
