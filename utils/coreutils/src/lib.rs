//! coreutils: all utilities in one executable. GNU manual node "coreutils invocation".
//!
//! Which utility it is, it learns from the name that it is called by (a link named `ls`, or
//! `gls`: with a prefix, as `cargo xtask install --program-prefix g` names it), from
//! `--coreutils-prog=ls`, or from its first operand, which GNU's does not take but BusyBox
//! made a habit. Each utility is a Cargo feature: `cargo build --package cl_coreutils
//! --no-default-features --features cat,ls` makes an executable of just those two.

mod utilities;

use shared::prelude::*;
use shared::program::entry::{self, Utility};
use utilities::UTILITIES;

/// Runs the utility that the arguments ask for.
pub fn run(args: Args) -> Result {
    let called_as = base_name(args.program());
    // Its own name ends in that of ls.
    if !called_as.as_bytes().ends_with(b"coreutils")
        && let Some(row) = find(called_as).or_else(|| find_behind_prefix(called_as))
    {
        return held(row)?(args);
    }
    let Some((&first, rest)) = args.raw().split_first() else {
        return Err(Error::usage("missing program name"));
    };
    if let Some(given) = first.as_bytes().strip_prefix(b"--coreutils-prog=") {
        return start(OsStr::from_bytes(given), rest);
    }
    if let Some(given) = first.as_bytes().strip_prefix(b"--coreutils-prog-shebang=") {
        // The kernel put the script's name before the arguments: it is argv[0] here.
        return start(OsStr::from_bytes(given), rest.get(1..).unwrap_or_default());
    }
    if !first.as_bytes().starts_with(b"-") {
        return start(first, rest);
    }
    let mut options = args.parse_leading(cli);
    while let Some(option) = options.next()? {
        if option.name == "list" {
            list()?;
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "coreutils",
        "UTILITY [ARGUMENT]...",
        "Run the named utility, as a link with its name does.",
    )
    .args([
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

/// Runs `name` with `rest` as arguments. It speaks of itself under that name.
fn start(name: &'static OsStr, rest: &[&'static OsStr]) -> Result {
    let row = find(base_name(name))
        .ok_or_else(|| Error::usage(format!("unknown program {}", quote(name))))?;
    let all = std::iter::once(name).chain(rest.iter().copied()).collect();
    entry::become_utility(held(row)?, all)
}

/// A name, and its utility where this executable holds it.
type Row = &'static (&'static str, Option<Utility>);

fn find(name: &OsStr) -> Option<Row> {
    let at = UTILITIES.binary_search_by(|(n, _)| n.as_bytes().cmp(name.as_bytes()));
    at.ok().map(|at| &UTILITIES[at])
}

/// The longest name that `called_as` ends with. That may be of a utility that was left out:
/// `grmdir` must never mean `dir`. This executable's own name ends with `ls`.
fn find_behind_prefix(called_as: &OsStr) -> Option<Row> {
    let ends = |name: &str| called_as.as_bytes().ends_with(name.as_bytes());
    if ends("coreutils") {
        return None;
    }
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
