//! coreutils: all utilities in one executable.
//!
//! GNU manual node "coreutils invocation".
//!
//! The utility to run is named by one of these:
//!
//! - the name of the executable, which is usually a link: `ls`, or `gls` with a prefix, as
//!   `cargo xtask install --program-prefix g` names it;
//! - `--coreutils-prog=ls`;
//! - the first operand, as in BusyBox but not in GNU's coreutils.
//!
//! Each utility is a Cargo feature. `cargo build --package cl_coreutils --no-default-features
//! --features cat,ls` builds an executable of just those two.

mod utilities;

use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::entry::{self, Utility};
use shared::program::name;
use utilities::UTILITIES;

pub fn run(args: Args) -> Result {
    let called_as = base_name(args.program());
    // The name of this executable ends with "ls" too.
    if !called_as.as_bytes().ends_with(b"coreutils")
        && let Some(row) = find(called_as).or_else(|| find_behind_prefix(called_as))
    {
        return held(row)?(args);
    }
    if !called_as.as_bytes().ends_with(b"coreutils") {
        return Err(unknown(called_as));
    }
    let Some((&first, rest)) = args.raw().split_first() else {
        return Err(Error::usage("missing program name"));
    };
    if let Some(given) = first.as_bytes().strip_prefix(b"--coreutils-prog=") {
        return start(OsStr::from_bytes(given), rest);
    }
    if let Some(given) = first.as_bytes().strip_prefix(b"--coreutils-prog-shebang=") {
        // The kernel inserts the script's name before the arguments.
        return start(OsStr::from_bytes(given), rest.get(1..).unwrap_or_default());
    }
    if !first.as_bytes().starts_with(b"-") {
        return start(first, rest);
    }
    match parse(args.parse_leading(cli))? {
        true => list(),
        false => Ok(()),
    }
}

/// Returns whether the utilities are to be listed.
fn parse(mut options: Options) -> Result<bool> {
    let mut lists = false;
    while let Some(option) = options.next()? {
        match option.name {
            "list" => lists = true,
            // They name a utility only as the first argument and in full, which `run` handles.
            "coreutils-prog" | "coreutils-prog-shebang" => {}
            _ => option.unhandled(),
        }
    }
    Ok(lists)
}

pub fn cli() -> Cli {
    cli::utility(
        "coreutils",
        "UTILITY [ARGUMENT]...",
        "Run the named utility, as a link with its name does.",
    )
    .options(options![
        value(
            "--coreutils-prog",
            "UTILITY",
            "run UTILITY with the arguments that follow",
        ),
        value(
            "--coreutils-prog-shebang",
            "UTILITY",
            "like --coreutils-prog, for the first line of a script",
        ),
        flag("--list", "list the utilities in this executable"),
    ])
}

fn list() -> Result {
    for (name, _) in UTILITIES.iter().filter(|(_, run)| run.is_some()) {
        stdout().write_all(name.as_bytes())?;
        stdout().write_all(b"\n")?;
    }
    Ok(())
}

/// Runs the utility `name` with the arguments `rest`. Its messages start with that name.
fn start(name: &'static OsStr, rest: &[&'static OsStr]) -> Result {
    let row = find(base_name(name)).ok_or_else(|| unknown(name))?;
    let all = std::iter::once(name).chain(rest.iter().copied()).collect();
    entry::become_utility(held(row)?, all)
}

/// Returns the error for a name that no utility has. It starts with this executable's own name,
/// whatever it is called by.
fn unknown(name: &OsStr) -> Error {
    name::set_program(OsStr::new("coreutils"));
    Error::new(format!("unknown program {}", quote(name)))
}

/// A name, and the entry function of the utility if this executable contains it.
type Row = &'static (&'static str, Option<Utility>);

fn find(name: &OsStr) -> Option<Row> {
    let at = UTILITIES.binary_search_by(|(n, _)| n.as_bytes().cmp(name.as_bytes()));
    at.ok().map(|at| &UTILITIES[at])
}

/// Finds the longest name that `called_as` ends with, even if that utility was left out:
/// `grmdir` must not run `dir`.
fn find_behind_prefix(called_as: &OsStr) -> Option<Row> {
    let ends = |name: &str| called_as.as_bytes().ends_with(name.as_bytes());
    UTILITIES
        .iter()
        .filter(|(name, _)| ends(name))
        .max_by_key(|(name, _)| name.len())
}

fn held((name, utility): Row) -> Result<Utility> {
    utility.ok_or_else(|| Error::new(format!("this executable was built without {name}")))
}

fn base_name(path: &OsStr) -> &OsStr {
    OsStr::from_bytes(
        path.as_bytes()
            .rsplit(|&b| b == b'/')
            .next()
            .unwrap_or_default(),
    )
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
