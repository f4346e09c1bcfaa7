//! printenv: print environment variables.
//!
//! GNU manual node "printenv invocation".

use shared::prelude::*;
use shared::program::cli::Options;
use shared::sys::process::environment;

/// The exit status if a variable is not set.
const NOT_SET: i32 = 1;

/// The exit status of all other failures.
const FAILURE: i32 = 2;

pub fn run(args: Args) -> Result {
    status::set_failure(FAILURE);
    let (end, names) = parse(args.parse_leading(cli))?;
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
        for value in entries.iter().filter_map(|entry| value_of(entry, name)) {
            print(value)?;
            found = true;
        }
        all_found &= found;
    }
    if !all_found {
        status::set(NOT_SET);
    }
    Ok(())
}

/// Returns the byte that ends a line, and the operands.
fn parse(mut options: Options) -> Result<(u8, Vec<&'static OsStr>)> {
    let mut end = b'\n';
    while let Some(option) = options.next()? {
        match option.name {
            "null" => end = b'\0',
            _ => option.unhandled(),
        }
    }
    Ok((end, options.operands()))
}

/// Returns the value in `entry` if it is one of the variable `name`.
fn value_of<'a>(entry: &'a OsStr, name: &OsStr) -> Option<&'a [u8]> {
    // The first equals sign ends a variable's name, so no name contains one.
    if name.as_bytes().contains(&b'=') {
        return None;
    }
    let rest = entry.as_bytes().strip_prefix(name.as_bytes())?;
    rest.strip_prefix(b"=")
}

pub fn cli() -> Cli {
    cli::utility(
        "printenv",
        "[OPTION]... [VARIABLE]...",
        "Print the values of the environment VARIABLEs, or names and values of all.",
    )
    .options(options![flag(
        "-0, --null",
        "end lines with NUL instead of newline"
    )])
    .notes("The exit status is 1 if a VARIABLE is not set.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
