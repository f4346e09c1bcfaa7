//! unexpand: convert spaces to tabs.
//!
//! GNU manual node "unexpand invocation"; POSIX unexpand.

mod blanks;

use blanks::Contraction;
use shared::input::characters::Blocks;
use shared::input::files::{close_stdin, for_each_input};
use shared::prelude::*;
use shared::program::output;
use shared::values::tabs::TabStops;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let all = settings.all && !settings.first_only;
    let mut contraction = Contraction::new(settings.stops.finish()?, all);
    let mut blocks = Blocks::of(BLOCK);
    for_each_input(&operands, &mut |input| {
        while let Some(block) = blocks.next(input)? {
            contraction.take(block).map_err(output::fatal)?;
        }
        Ok(())
    })?;
    contraction.finish()?;
    close_stdin(&operands)
}

#[derive(Default)]
struct Settings {
    stops: TabStops,
    all: bool,
    first_only: bool,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        // The number that the digits of the obsolete form `-4,8` add up to so far.
        let mut obsolete: Option<usize> = None;
        while let Some(option) = options.next()? {
            match option.name {
                "all" => settings.all = true,
                "first-only" => settings.first_only = true,
                "tabs" => {
                    settings.all = true;
                    settings.stops.add_list(option.value().as_bytes())?;
                }
                "," => {
                    if let Some(stop) = obsolete.take() {
                        settings.stops.add_stop(stop);
                    }
                }
                digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                    obsolete = Some(with_digit(obsolete.unwrap_or(0), digit)?);
                }
                _ => option.unhandled(),
            }
        }
        if let Some(stop) = obsolete {
            settings.stops.add_stop(stop);
        }
        Ok((settings, options.operands()))
    }
}

fn with_digit(number: usize, digit: &str) -> Result<usize> {
    let value = usize::from(digit.as_bytes()[0] - b'0');
    let next = number.checked_mul(10).and_then(|n| n.checked_add(value));
    next.ok_or_else(|| Error::new("tab stop value is too large"))
}

pub fn cli() -> Cli {
    cli::utility(
        "unexpand",
        "[OPTION]... [FILE]...",
        "Convert blanks in each FILE to tabs, and print the result.",
    )
    .options(options![
        flag("-a, --all", "convert all blanks, not only leading ones"),
        flag("--first-only", "convert only leading blanks (overrides -a)"),
        value(
            "-t, --tabs",
            "LIST",
            "set tab stops every N columns (8), or at the columns in a comma-separated list; \
             the last item may be /N (multiples of N) or +N (every N columns after the last \
             stop); implies -a",
        ),
    ])
    // The obsolete form of -t: -4,8. Each character is an option.
    .options(cli::DIGITS)
    .options(options![flag("-,", "")])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::parse(options);
        });
    }
}
