//! seq: print a sequence of numbers. GNU manual node "seq invocation".
//!
//! Integers of any size and decimal fractions of up to 18 digits are counted exactly, by
//! their digits (GNU rounds some beyond 2^64). All else is C's `long double`, printed by printf(3).

mod decimal;
mod digits;
mod format;
mod operand;
mod packed;

use format::Format;
use operand::Operand;
use shared::prelude::*;
use shared::sys::long_double::LongDouble;

pub fn run(args: Args) -> Result {
    let mut given_format = None;
    let mut separator = OsStr::new("\n");
    let mut equal_width = false;
    let mut options = args.parse_leading(cli);
    loop {
        // A number, not an option.
        if options.peek().is_some_and(is_negative_number) {
            options.stop();
            break;
        }
        let Some(option) = options.next()? else { break };
        match option.name {
            "format" => given_format = Some(option.value()),
            "separator" => separator = option.value(),
            _ => equal_width = true,
        }
    }
    let operands = options.operands();
    match operands.as_slice() {
        [] => return Err(cli::missing_operand(None)),
        [_, _, _, extra, ..] => return Err(cli::extra_operand(extra)),
        _ => {}
    }
    let given_format = given_format.map(Format::parse).transpose()?;
    if given_format.is_some() && equal_width {
        return Err(Error::usage(
            "format string may not be specified when printing equal width strings",
        ));
    }
    let one = Operand::one();
    let (first, step, last) = match *operands {
        [last] => (one.clone(), one, Operand::parse(last)?),
        [first, last] => (Operand::parse(first)?, one, Operand::parse(last)?),
        [first, step, last, ..] => {
            let first = Operand::parse(first)?;
            let step = Operand::parse(step)?;
            if step.is_zero() {
                let given = quote(operands[1]);
                return Err(Error::usage(format!(
                    "invalid Zero increment value: {given}"
                )));
            }
            (first, step, Operand::parse(last)?)
        }
        [] => return Ok(()),
    };
    let mut sequence = Sequence {
        first,
        step,
        last,
        separator: separator.as_bytes(),
        lines: Lines::default(),
    };
    match given_format {
        Some(format) => sequence.print(&format)?,
        None => sequence.print_decimals(equal_width)?,
    }
    Ok(())
}

pub fn cli() -> Command {
    cli::utility(
        "seq",
        "[OPTION]... [FIRST [INCREMENT]] LAST",
        "Print the numbers from FIRST to LAST in steps of INCREMENT; both are 1 where left out.",
    )
    .args([
        value(
            "-f, --format",
            "FORMAT",
            "print each by this format of printf(3)",
        ),
        value(
            "-s, --separator",
            "STRING",
            "print STRING between numbers, not a newline",
        ),
        flag(
            "-w, --equal-width",
            "pad with leading zeros to the same width",
        ),
    ])
    .after_help(
        "The numbers may be any that strtold(3) reads but NaN; INCREMENT may not be 0. FORMAT \
         has one\nof the conversions a, e, f, g, A, E, F, G. The default is %.Pf, P being the \
         most decimals of\nFIRST and INCREMENT, or %g where they are not decimal.",
    )
}

fn is_negative_number(arg: &OsStr) -> bool {
    matches!(arg.as_bytes(), [b'-', b'.' | b'0'..=b'9', ..])
}

/// What is to be printed, and how far it got.
struct Sequence<'a> {
    first: Operand,
    step: Operand,
    last: Operand,
    separator: &'a [u8],
    lines: Lines,
}

impl Sequence<'_> {
    /// In the default format: exactly where that can be.
    fn print_decimals(&mut self, equal_width: bool) -> io::Result<()> {
        let Self {
            first,
            step,
            last,
            separator,
            lines,
        } = self;
        let precision = first.precision.max(step.precision);
        let width = |precision: Option<usize>| match precision {
            _ if !equal_width => 0,
            Some(0) | None => first.lead.max(last.lead),
            Some(p) => first.lead.max(last.lead) + 1 + p,
        };
        let fixed = [&first, &step, &last].iter().all(|o| o.precision.is_some());
        let width = width(precision.filter(|_| fixed));
        if let (Some(from), Some(by), Some(to)) =
            (first.integer(), step.integer(), last.integer_bound())
        {
            return digits::print(from, by, to, width, separator, lines);
        }
        if let Some(count) = decimal::Count::new(first, step, last) {
            return count.print(width, separator, lines);
        }
        let format = match precision.filter(|_| fixed) {
            Some(precision) => Format::fixed(width, precision),
            None => Format::general(),
        };
        self.print(&format)
    }

    /// In any format, as C's `long double`.
    fn print(&mut self, format: &Format) -> io::Result<()> {
        let Self {
            first,
            step,
            last,
            separator,
            lines,
        } = self;
        let (first, step, last) = (first.value, step.value, last.value);
        let descends = step < LongDouble::ZERO;
        let past = |x: LongDouble| if descends { x < last } else { last < x };
        if past(first) {
            return Ok(());
        }
        let (mut text, mut previous) = (Vec::new(), Vec::new());
        format.print(first, &mut text);
        lines.push(&text)?;
        for times in 1.. {
            std::mem::swap(&mut text, &mut previous);
            text.clear();
            let x = first.after_steps(times, step);
            format.print(x, &mut text);
            // Rounding may have carried the last number a little too far: it still counts if
            // it prints as what was asked for.
            let ends = past(x);
            if ends && (text == previous || format.read(&text) != Some(last)) {
                break;
            }
            lines.push(separator)?;
            lines.push(&text)?;
            if ends {
                break;
            }
        }
        lines.finish()
    }
}

/// Output in large blocks.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    /// The size of a block, from which on it is written.
    const BLOCK: usize = 64 * 1024;

    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        if self.0.len() < Self::BLOCK {
            return Ok(());
        }
        self.flush()
    }

    /// Writes what is there before what the caller writes past it.
    fn flush(&mut self) -> io::Result<()> {
        stdout().write_block(&self.0)?;
        self.0.clear();
        Ok(())
    }

    /// Ends the last line.
    fn finish(&mut self) -> io::Result<()> {
        self.push(b"\n")?;
        stdout().write_all(&self.0)
    }
}
