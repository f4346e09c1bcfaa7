//! dirname: strip the last component from file names. GNU manual node "dirname invocation";
//! POSIX dirname.

use shared::fs::names::parent;
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let end = parse(&mut options)?;
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

/// Returns the byte that ends each line.
fn parse(options: &mut cli::Options) -> Result<u8> {
    let mut end = b'\n';
    while let Some(option) = options.next()? {
        match option.name {
            "zero" => end = b'\0',
            _ => option.unhandled(),
        }
    }
    Ok(end)
}

pub fn cli() -> Cli {
    cli::utility(
        "dirname",
        "[OPTION]... NAME...",
        "Print each NAME without its last component, or a dot if nothing remains.",
    )
    .options(options![flag(
        "-z, --zero",
        "end lines with NUL instead of newline"
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = parse(&mut options);
        });
    }
}
