//! {NAME}: {ABOUT}. GNU manual node "{NODE} invocation".
//!
//! Not implemented yet: as a start, it prints its operands, one to a line.

use shared::prelude::*;
use shared::program::cli::Options;

/// What the options ask for.
#[derive(Default)]
struct Settings {
    zero: bool,
}

pub fn run(args: Args) -> Result {
    let (settings, operands) = parse(args.parse(cli))?;
    let end: &[u8] = if settings.zero { b"\0" } else { b"\n" };
    let mut out = stdout();
    for operand in operands {
        out.write_all(operand.as_bytes())?;
        out.write_all(end)?;
    }
    Ok(())
}

fn parse(mut options: Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    while let Some(option) = options.next()? {
        match option.name {
            "zero" => settings.zero = true,
            _ => option.unhandled(),
        }
    }
    Ok((settings, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility("{NAME}", "[OPTION]... [STRING]...", "{ABOUT}.")
        .options(options![flag("-z, --zero", "end each line with NUL, not newline")])
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_option_is_handled() {
        testing::each_option(super::cli, &["1"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = super::parse(options);
        });
    }
}
