//! seq: print a sequence of numbers. GNU manual node "seq invocation".
//!
//! Integers of any size and decimal fractions of up to 18 digits are counted exactly, by their
//! digits (GNU rounds some beyond 2^64). Other numbers are C's `long double`, printed by
//! printf(3).

mod decimal;
mod digits;
mod format;
mod lines;
mod operand;
mod packed;

use format::Format;
use lines::{Layout, Lines};
use operand::Operand;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::sys::long_double::LongDouble;
use std::{array, mem};

/// The length of a number's text up to which several numbers are printed at once.
const SHORT: usize = 256;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse_leading(cli))?;
    match operands.as_slice() {
        [] => return Err(cli::missing_operand(None)),
        [_, _, _, extra, ..] => return Err(cli::extra_operand(extra)),
        _ => {}
    }
    let format = settings.format.map(Format::parse).transpose()?;
    if format.is_some() && settings.equal_width {
        return Err(Error::usage(
            "format string may not be specified when printing equal width strings",
        ));
    }
    let sequence = Sequence::parse(&operands)?;
    let separator = settings.separator.as_bytes();
    let mut lines = Lines::default();
    match format {
        Some(format) => sequence.print(&format, separator, &mut lines)?,
        None => {
            let layout = Layout {
                width: sequence.width(settings.equal_width),
                separator,
            };
            sequence.print_decimals(&layout, &mut lines)?;
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "seq",
        "[OPTION]... [FIRST [INCREMENT]] LAST",
        "Print the numbers from FIRST to LAST in steps of INCREMENT. FIRST and INCREMENT \
         default to 1.",
    )
    .options(options![
        value(
            "-f, --format",
            "FORMAT",
            "print numbers in this printf(3) FORMAT",
        ),
        value(
            "-s, --separator",
            "STRING",
            "separate numbers with STRING instead of a newline",
        ),
        flag("-w, --equal-width", "pad numbers with zeros to equal width"),
    ])
    .notes(
        "Numbers may be anything that strtold(3) accepts, except NaN. INCREMENT must not \
         be 0. FORMAT contains one conversion of a, e, f, g, A, E, F, G. The default is \
         %.Pf, where P is the larger precision of FIRST and INCREMENT, or %g if these are \
         not decimal.",
    )
}

/// The options.
struct Settings {
    format: Option<&'static OsStr>,
    separator: &'static OsStr,
    equal_width: bool,
}

impl Settings {
    /// Returns the settings and the operands.
    fn parse(mut options: Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self {
            format: None,
            separator: OsStr::new("\n"),
            equal_width: false,
        };
        loop {
            // `-1` is an operand.
            if options.peek().is_some_and(is_negative_number) {
                options.stop();
                break;
            }
            let Some(option) = options.next()? else { break };
            match option.name {
                "format" => settings.format = Some(option.value()),
                "separator" => settings.separator = option.value(),
                "equal-width" => settings.equal_width = true,
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }
}

fn is_negative_number(arg: &OsStr) -> bool {
    matches!(arg.as_bytes(), [b'-', b'.' | b'0'..=b'9', ..])
}

/// The operands.
struct Sequence {
    first: Operand,
    step: Operand,
    last: Operand,
}

impl Sequence {
    fn parse(operands: &[&'static OsStr]) -> Result<Self> {
        let (first, step, last) = match *operands {
            [] => (None, None, None),
            [last] => (None, None, Some(last)),
            [first, last] => (Some(first), None, Some(last)),
            [first, step, last, ..] => (Some(first), Some(step), Some(last)),
        };
        let parse = |given: Option<&OsStr>| given.map_or(Ok(Operand::one()), Operand::parse);
        let first = parse(first)?;
        let increment = parse(step)?;
        if let Some(given) = step.filter(|_| increment.is_zero()) {
            let given = quote(given);
            return Err(Error::usage(format!(
                "invalid Zero increment value: {given}"
            )));
        }
        Ok(Self {
            first,
            step: increment,
            last: parse(last)?,
        })
    }

    /// Returns the decimals to print, none if an operand is not decimal.
    fn precision(&self) -> Option<usize> {
        self.last.precision?;
        Some(self.first.precision?.max(self.step.precision?))
    }

    /// Returns the width of the numbers, which is 0 without `--equal-width`.
    fn width(&self, equal_width: bool) -> usize {
        let lead = self.first.lead.max(self.last.lead);
        match self.precision() {
            _ if !equal_width => 0,
            Some(0) | None => lead,
            Some(decimals) => lead + 1 + decimals,
        }
    }

    /// Prints in the default format, exactly if possible.
    fn print_decimals(&self, layout: &Layout<'_>, lines: &mut Lines) -> io::Result<()> {
        let (first, step, last) = (&self.first, &self.step, &self.last);
        if let (Some(first), Some(step), Some(last)) =
            (first.integer(), step.integer(), last.integer_bound())
        {
            let range = digits::Range { first, step, last };
            return digits::print(&range, layout, lines);
        }
        if let Some(count) = decimal::Count::new(first, step, last) {
            return count.print(layout, lines);
        }
        let format = match self.precision() {
            Some(precision) => Format::fixed(layout.width, precision)?,
            None => Format::general()?,
        };
        self.print(&format, layout.separator, lines)
    }

    /// Prints in any format, as C's `long double`.
    fn print(&self, format: &Format, separator: &[u8], lines: &mut Lines) -> io::Result<()> {
        let (first, step, last) = (self.first.value, self.step.value, self.last.value);
        let descends = step < LongDouble::ZERO;
        let past = |x: LongDouble| if descends { x < last } else { last < x };
        if past(first) {
            return Ok(());
        }
        let (mut text, mut previous) = (Vec::new(), Vec::new());
        format.print(first, &mut text)?;
        lines.push(&text)?;
        let several = format.several(separator)?;
        let number = |times: u64| first.after_steps(times, step);
        let mut times = 1_u64;
        loop {
            // The last number, and the one before it, are printed alone.
            let next = times.saturating_add(LongDouble::AT_ONCE as u64);
            if text.len() < SHORT && !past(number(next)) {
                let values = array::from_fn(|place| number(times + place as u64));
                previous.clear();
                if format.put_integers(&values, separator, &mut previous)
                    || LongDouble::format_all(&values, &several, &mut previous).is_ok()
                {
                    lines.push(&previous)?;
                    times = next;
                    continue;
                }
            }
            mem::swap(&mut text, &mut previous);
            text.clear();
            let x = number(times);
            format.print(x, &mut text)?;
            // Rounding may have carried the last number slightly past the bound. It still counts
            // if its text reads back as the bound.
            let ends = past(x);
            if ends && (text == previous || format.read(&text) != Some(last)) {
                break;
            }
            lines.push(separator)?;
            lines.push(&text)?;
            if ends {
                break;
            }
            times += 1;
        }
        lines.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            let _ = Settings::parse(options);
        });
    }
}
