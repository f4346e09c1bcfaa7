//! basename: strip folders, and a suffix, from file names. GNU manual node "basename
//! invocation"; POSIX basename.

use shared::fs::names::last_component;
use shared::prelude::*;

/// Runs basename.
pub fn run(args: Args) -> Result {
    let mut multiple = false;
    let mut suffix = OsStr::new("");
    let mut end = b'\n';
    let mut options = args.parse_leading(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "suffix" => (multiple, suffix) = (true, option.value()),
            "zero" => end = b'\0',
            _ => multiple = true,
        }
    }
    let operands = options.operands();
    match &*operands {
        [] => Err(cli::missing_operand(None)),
        names if multiple => print(names, suffix, end),
        [name] => print(&[name], suffix, end),
        [name, suffix] => print(&[name], suffix, end),
        [_, _, extra, ..] => Err(cli::extra_operand(extra)),
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "basename",
        "NAME [SUFFIX] | OPTION... NAME...",
        "Print each NAME without the folders in front, and without SUFFIX where it ends so.",
    )
    .args([
        flag("-a, --multiple", "take every operand for a NAME"),
        value(
            "-s, --suffix",
            "SUFFIX",
            "remove SUFFIX from each NAME; implies -a",
        ),
        flag("-z, --zero", "end each line with NUL, not newline"),
    ])
}

fn print(names: &[&OsStr], suffix: &OsStr, end: u8) -> Result {
    let mut out = stdout();
    for name in names {
        let base = last_component(name.as_bytes());
        let stem = base.strip_suffix(suffix.as_bytes());
        // What is nothing but the suffix, or the root, stays whole.
        out.write_all(stem.filter(|s| !s.is_empty()).unwrap_or(base))?;
        out.write_all(&[end])?;
    }
    Ok(())
}
