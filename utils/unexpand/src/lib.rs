//! unexpand: convert spaces to tabs. GNU manual node "unexpand invocation"; POSIX unexpand.

mod blanks;

use blanks::Contraction;
use shared::input::characters::Blocks;
use shared::input::files::{close_stdin, for_each_input};
use shared::prelude::*;
use shared::program::output;
use shared::values::tabs::TabStops;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// Runs unexpand.
pub fn run(args: Args) -> Result {
    let mut stops = TabStops::default();
    let mut all = false;
    let mut first_only = false;
    // The number that letters of the obsolete form `-4,8` make.
    let mut obsolete: Option<usize> = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "all" => all = true,
            "first-only" => first_only = true,
            "tabs" => {
                all = true;
                stops.add_list(option.value().as_bytes())?;
            }
            "," => obsolete
                .take()
                .into_iter()
                .for_each(|stop| stops.add_stop(stop)),
            digit => obsolete = Some(with_digit(obsolete.unwrap_or(0), digit)?),
        }
    }
    let operands = options.operands();
    obsolete.into_iter().for_each(|stop| stops.add_stop(stop));
    let mut contraction = Contraction::new(stops.finish()?, all && !first_only);
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

fn with_digit(number: usize, digit: &str) -> Result<usize> {
    let value = usize::from(digit.as_bytes()[0] - b'0');
    let next = number.checked_mul(10).and_then(|n| n.checked_add(value));
    next.ok_or_else(|| Error::new("tab stop value is too large"))
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "unexpand",
        "[OPTION]... [FILE]...",
        "Convert the blanks in each FILE to tabs, and print the result.",
    )
    .args([
        flag(
            "-a, --all",
            "convert all blanks, not just those that lines start with",
        ),
        flag(
            "--first-only",
            "convert only blanks that lines start with (overrides -a)",
        ),
        value(
            "-t, --tabs",
            "LIST",
            "tab stops N columns apart (a single number; 8 if not given), or at the columns of \
             a list separated by commas, which '/N' ends for multiples of N behind them, '+N' \
             for each N columns behind the last; enables -a",
        ),
    ])
    // The obsolete way to give the stops.
    .args(
        [
            "-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "-,",
        ]
        .map(|letter| flag(letter, "")),
    )
    .after_help("With no FILE, or when FILE is -, read standard input.")
}
