//! printf: format and print data. GNU manual node "printf invocation"; POSIX printf.
//!
//! Conversions of numbers are left to printf(3).

mod arguments;
mod directive;
mod escapes;
mod number;

use arguments::Arguments;
use escapes::Place;
use shared::prelude::*;
use std::ops::ControlFlow;

pub fn run(args: Args) -> Result {
    if let [only] = args.raw()
        && (*only == "--help" || *only == "--version")
    {
        args.parse(cli).next()?;
        return Ok(());
    }
    let words = match args.raw() {
        [first, rest @ ..] if *first == "--" => rest,
        all => all,
    };
    let Some((format, words)) = words.split_first() else {
        return Err(cli::missing_operand(None));
    };
    printf(format.as_bytes(), words)
}

pub fn cli() -> Cli {
    cli::utility(
        "printf",
        "FORMAT [ARGUMENT]...",
        "Print the ARGUMENTs according to FORMAT, which is reused until all are consumed.",
    )
    .notes(
        "\
--help and --version are recognized only as the sole argument. FORMAT may contain:

  \\\"           a double quote
  \\\\           a backslash
  \\a           alert (BEL)
  \\b           backspace
  \\c           stop printing
  \\e           escape
  \\f           form feed
  \\n           newline
  \\r           carriage return
  \\t           horizontal tab
  \\v           vertical tab
  \\NNN         the byte with the octal value NNN (1 to 3 digits)
  \\xHH         the byte with the hexadecimal value HH (1 or 2 digits)
  \\uHHHH       the Unicode character HHHH (4 hexadecimal digits)
  \\UHHHHHHHH   the Unicode character HHHHHHHH (8 hexadecimal digits)
  %%           a percent sign
  %b           ARGUMENT with its escapes interpreted; octal ones are \\0NNN
  %q           ARGUMENT quoted for the shell

It may also contain the conversions aAcdeEfFgGiosuxX of printf(3), with flags, width and \
precision. N$ after the percent sign selects the Nth argument; * and *N$ take width or \
precision from the arguments. A number may be written as a quote and a character, whose code \
is its value.",
    )
}

/// Prints `format`, and repeats it while it takes arguments and there are more.
fn printf(format: &[u8], words: &[&'static OsStr]) -> Result {
    let mut arguments = Arguments::new(words);
    let mut out = Vec::with_capacity(format.len() + 64);
    loop {
        if print_once(format, &mut arguments, &mut out)?.is_break() {
            // GNU exits with 0 at `\c`, even after an error.
            status::set(0);
            return Ok(());
        }
        let took_any = arguments.start_again();
        match arguments.rest() {
            [] => return Ok(()),
            [first, ..] if !took_any => {
                let first = quote(first);
                diagnostics::warning(&format!(
                    "warning: ignoring excess arguments, starting with {first}"
                ));
                return Ok(());
            }
            _ => {}
        }
    }
}

/// Prints `format` with the next arguments, by way of the buffer `out`. Breaks at `\c`.
fn print_once(
    format: &[u8],
    arguments: &mut Arguments<'_>,
    out: &mut Vec<u8>,
) -> Result<ControlFlow<()>> {
    let mut rest = format;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let step = match byte {
            b'%' => {
                // Output is written before a message about the directive after it.
                emit(out)?;
                directive::push(&mut rest, arguments, out)
            }
            b'\\' => escapes::push(&mut rest, Place::Format, out),
            _ => {
                out.push(byte);
                continue;
            }
        };
        match step {
            Ok(ControlFlow::Continue(())) => {}
            end => {
                emit(out)?;
                return end;
            }
        }
    }
    emit(out)?;
    Ok(ControlFlow::Continue(()))
}

fn emit(out: &mut Vec<u8>) -> Result {
    if !out.is_empty() {
        stdout().write_at_end(out)?;
        out.clear();
    }
    Ok(())
}
