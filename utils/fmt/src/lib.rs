//! fmt: reformat paragraphs.
//!
//! GNU manual node "fmt invocation"; not in POSIX. As in GNU's, a column is a byte.

mod breaks;
mod paragraph;
mod source;

use paragraph::{Formatter, Join, Style};
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::fstat;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};
use source::Source;

/// The largest width that can be given.
const WIDEST: usize = 2500;

/// The percentage by which the goal is less than the width, if it is not given.
const LEEWAY: usize = 7;

pub fn run(args: Args) -> Result {
    // The obsolete form -WIDTH is only recognized as the first argument.
    let (obsolete, args) = match args.raw() {
        [first, rest @ ..] => match first.as_bytes() {
            [b'-', digits @ ..] if digits.first().is_some_and(u8::is_ascii_digit) => {
                let rest = rest.to_vec();
                (Some(OsStr::from_bytes(digits)), args.with_raw(rest))
            }
            _ => (None, args),
        },
        [] => (None, args),
    };
    let (style, operands) = parse(args.parse(cli), obsolete)?;
    format(&operands, style)
}

/// Parses the options; `width` is that of the obsolete form.
fn parse(
    mut options: cli::Options,
    mut width: Option<&'static OsStr>,
) -> Result<(Style, Vec<&'static OsStr>)> {
    let mut style = Style::default();
    let mut goal = None;
    while let Some(option) = options.next()? {
        match option.name {
            "crown-margin" => style.join = style.join.max(Join::Crown),
            "tagged-paragraph" => style.join = style.join.max(Join::Tagged),
            "split-only" => style.join = style.join.max(Join::Never),
            "uniform-spacing" => style.uniform = true,
            "prefix" => style.set_prefix(option.value().as_bytes()),
            "width" => width = Some(option.value()),
            "goal" => goal = Some(option.value()),
            digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                return Err(Error::usage(format!(
                    "invalid option -- {digit}; -WIDTH is recognized only when it is the first\n\
                     option; use -w N instead"
                )));
            }
            _ => option.unhandled(),
        }
    }
    let most = width.map_or(Ok(75), |width| columns(width, WIDEST))?;
    (style.width, style.goal) = match goal {
        None => (most, most * (2 * (100 - LEEWAY) + 1) / 200),
        Some(goal) => {
            let goal = columns(goal, most)?;
            (if width.is_some() { most } else { goal + 10 }, goal)
        }
    };
    Ok((style, options.operands()))
}

/// Parses a width of at most `most` columns.
fn columns(given: &OsStr, most: usize) -> Result<usize> {
    let invalid = || format!("invalid width: {}", quote(given));
    match number::parse(given.as_bytes(), "") {
        Ok(number) if number <= most as u64 => Ok(number as usize),
        Ok(_) | Err(Mistake::Overflow) => Err(Error::io(invalid(), &Errno::RANGE.into())),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "fmt",
        "[-WIDTH] [OPTION]... [FILE]...",
        "Reformat each paragraph of each FILE, and print the result.",
    )
    .options(options![
        flag(
            "-c, --crown-margin",
            "keep the indentation of a paragraph's first two lines",
        ),
        value(
            "-p, --prefix",
            "STRING",
            "reformat only lines that begin with STRING, and keep it",
        ),
        flag(
            "-s, --split-only",
            "split long lines, but do not join short lines",
        ),
        flag(
            "-t, --tagged-paragraph",
            "the first line of a paragraph is indented differently from the second",
        ),
        flag(
            "-u, --uniform-spacing",
            "print one space between words and two between sentences",
        ),
        value(
            "-w, --width",
            "WIDTH",
            "make lines at most WIDTH columns wide (75)",
        ),
        value(
            "-g, --goal",
            "WIDTH",
            "make lines about WIDTH columns wide (93% of --width)",
        ),
    ])
    // Stated only to report that -WIDTH must be the first argument.
    .options(cli::DIGITS)
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. As the \
         first argument, -WIDTH is the same as --width=WIDTH.",
    )
}

fn format(operands: &[&'static OsStr], style: Style) -> Result {
    let stdin = [OsStr::new("-")];
    let mut formatter = Formatter::new(style);
    let mut reads_stdin = false;
    for &name in if operands.is_empty() {
        &stdin[..]
    } else {
        operands
    } {
        let input = match Input::open(name) {
            Ok(input) => input,
            Err(e) => {
                diagnostics::error_io(&format!("cannot open {} for reading", quoteaf(name)), &e);
                continue;
            }
        };
        reads_stdin |= input.is_stdin();
        let mut source = Source::new(&input);
        formatter.format(&mut source)?;
        if source.failed() {
            diagnostics::error("read error");
        }
    }
    // `close_stdin` would report this in other words.
    if reads_stdin && let Err(e) = fstat(shared::rustix::stdio::stdin()) {
        return Err(Error::io("closing standard input", &e.into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options, None);
        });
    }
}
