//! fold: wrap lines that are too wide.
//!
//! GNU manual node "fold invocation"; POSIX fold.

mod wrap;

use shared::input::characters::Blocks;
use shared::input::files::{close_stdin, for_each_input};
use shared::prelude::*;
use shared::program::output;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};
use wrap::{Count, Wrap};

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let (mut wrap, operands) = parse(args.parse(cli))?;
    let mut blocks = Blocks::of(BLOCK);
    for_each_input(&operands, &mut |input| {
        let read = loop {
            match blocks.next(input) {
                Ok(Some(block)) => wrap.take(block).map_err(output::fatal)?,
                Ok(None) => break Ok(()),
                Err(e) => break Err(e),
            }
        };
        wrap.end().map_err(output::fatal)?;
        read
    })?;
    close_stdin(&operands)
}

fn parse(mut options: cli::Options) -> Result<(Wrap, Vec<&'static OsStr>)> {
    let mut wrap = Wrap::new(80);
    while let Some(option) = options.next()? {
        match option.name {
            "bytes" => wrap.count = Count::Bytes,
            "characters" => wrap.count = Count::Characters,
            "spaces" => wrap.at_blanks = true,
            "width" => wrap.width = width(option.value())?,
            digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                let rest = option.value().as_bytes();
                wrap.width = width(OsStr::from_bytes(&[digit.as_bytes(), rest].concat()))?;
            }
            _ => option.unhandled(),
        }
    }
    Ok((wrap, options.operands()))
}

fn width(given: &OsStr) -> Result<usize> {
    let invalid = || format!("invalid number of columns: {}", quote(given));
    match number::parse(given.as_bytes(), "") {
        Ok(0) => Err(Error::io(invalid(), &Errno::RANGE.into())),
        Ok(number) if number <= u64::MAX - 9 => Ok(number as usize),
        Ok(_) | Err(Mistake::Overflow) => Err(Error::io(invalid(), &Errno::OVERFLOW.into())),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "fold",
        "[OPTION]... [FILE]...",
        "Break lines of each FILE that are wider than 80 columns, and print the result.",
    )
    .options(options![
        flag("-b, --bytes", "count bytes instead of columns"),
        flag("-c, --characters", "count characters instead of columns"),
        flag("-s, --spaces", "break after blanks if there are any"),
        value(
            "-w, --width",
            "WIDTH",
            "break at WIDTH columns instead of 80",
        ),
    ])
    // The obsolete form of -w: -40.
    .options(cli::DIGITS_WITH_REST)
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. Columns \
         are computed from tabs, backspaces, carriage returns and the width of characters. \
         With -c, every character counts as one column.",
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
