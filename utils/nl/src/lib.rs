//! nl: number the lines of files.
//!
//! GNU manual node "nl invocation"; POSIX nl.

mod number;
mod pages;

use number::Format;
use pages::{Pages, Style};
use shared::bytes::search::find_last;
use shared::input::files::{Input, close_stdin};
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::number::{Mistake, parse_signed};
use shared::values::regex::{Regex, Syntax};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

pub fn run(args: Args) -> Result {
    let (mut pages, mut operands) = parse(args.parse(cli))?;
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    for &name in &operands {
        match Input::open(name) {
            Ok(input) => number(&input, &mut pages)?,
            Err(e) => operand_error(name, &e),
        }
    }
    close_stdin(&operands)
}

fn parse(mut options: cli::Options) -> Result<(Pages, Vec<&'static OsStr>)> {
    let mut pages = Pages::default();
    let numbers = &mut pages.numbers;
    // Several mistakes are reported before the utility stops.
    let (mut good, mut mistaken) = (true, false);
    while let Some(option) = options.next_after_mistakes(&mut mistaken)? {
        let given = option.value();
        match option.name {
            "header-numbering" => good &= set_style(&mut pages.header, "header", given)?,
            "body-numbering" => good &= set_style(&mut pages.body, "body", given)?,
            "footer-numbering" => good &= set_style(&mut pages.footer, "footer", given)?,
            "starting-line-number" => {
                numbers.start = integer("starting line number", given, i64::MIN, i64::MAX)?;
            }
            "line-increment" => {
                numbers.increment = integer("line number increment", given, i64::MIN, i64::MAX)?;
            }
            "no-renumber" => pages.renumbers = false,
            "join-blank-lines" => {
                pages.join_blank = match shared::values::number::parse(given.as_bytes(), "") {
                    // More than any file has.
                    Err(Mistake::Overflow) => u64::MAX,
                    _ => integer("line number of blank lines", given, 1, i64::MAX)?.unsigned_abs(),
                };
            }
            "number-separator" => numbers.separator = given.as_bytes(),
            "number-width" => {
                let width = integer("line number field width", given, 1, i32::MAX.into())?;
                numbers.width = width.unsigned_abs() as usize;
            }
            "number-format" => match given.as_bytes() {
                b"ln" => numbers.format = Format::Left,
                b"rn" => numbers.format = Format::Right,
                b"rz" => numbers.format = Format::Zeros,
                _ => {
                    diagnostics::error(&format!("invalid line numbering format: {}", quote(given)));
                    good = false;
                }
            },
            "section-delimiter" => pages.delimiters.set(given.as_bytes()),
            _ => option.unhandled(),
        }
    }
    if !good || mistaken {
        return Err(Error::usage_reported());
    }
    numbers.restart();
    Ok((pages, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility(
        "nl",
        "[OPTION]... [FILE]...",
        "Print the lines of each FILE with line numbers.",
    )
    .listed_first(
        "starting-line-number section-delimiter no-renumber number-separator \
         number-width number-format",
    )
    .options(options![
        value(
            "-b, --body-numbering",
            "STYLE",
            "number body lines in this STYLE (t)",
        ),
        value(
            "-d, --section-delimiter",
            "CC",
            "CC marks logical pages: three of them on a line begin a header, two a body, one a \
             footer (\\:)",
        ),
        value(
            "-f, --footer-numbering",
            "STYLE",
            "number footer lines in this STYLE (n)",
        ),
        value(
            "-h, --header-numbering",
            "STYLE",
            "number header lines in this STYLE (n)",
        ),
        value(
            "-i, --line-increment",
            "NUMBER",
            "increment line numbers by NUMBER (1)",
        ),
        value(
            "-l, --join-blank-lines",
            "NUMBER",
            "count NUMBER consecutive empty lines as one (1)",
        ),
        value(
            "-n, --number-format",
            "FORMAT",
            "align numbers: ln (left), rn (right, the default) or rz (right, with zeros)",
        ),
        flag(
            "-p, --no-renumber",
            "do not restart numbering at each section",
        ),
        value(
            "-s, --number-separator",
            "STRING",
            "print STRING after line numbers (a tab)",
        ),
        value(
            "-v, --starting-line-number",
            "NUMBER",
            "begin with line number NUMBER (1)",
        ),
        value(
            "-w, --number-width",
            "NUMBER",
            "use NUMBER columns for line numbers (6)",
        ),
    ])
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. STYLE is \
         one of:\n\n\
         \x20 a      number all lines\n\
         \x20 t      number lines that are not empty\n\
         \x20 n      number no lines\n\
         \x20 pBRE   number lines that match the basic regular expression BRE",
    )
}

/// Prints a file with numbers.
fn number(input: &Input, pages: &mut Pages) -> Result {
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.reserve(BLOCK / 2);
        let read = input.read_more(&mut block);
        let ended = !matches!(read, Ok(1..));
        if ended && !block.is_empty() && !block.ends_with(b"\n") {
            block.push(b'\n');
        }
        let whole = find_last(b'\n', &block).map_or(0, |newline| newline + 1);
        pages.take(&block[..whole])?;
        block.drain(..whole);
        if let Err(e) = read {
            operand_error(input.name, &e);
        }
        if ended {
            return Ok(());
        }
    }
}

/// Parses the numbering style of a section. Returns false after reporting an invalid one.
fn set_style(style: &mut Style, section: &str, given: &OsStr) -> Result<bool> {
    *style = match given.as_bytes() {
        [b'a', ..] => Style::All,
        [b't', ..] => Style::NonEmpty,
        [b'n', ..] => Style::Nothing,
        [b'p', pattern @ ..] => {
            let regex = Regex::new(pattern, Syntax::GNU_BASIC).map_err(Error::new)?;
            Style::Matching(Box::new(regex))
        }
        _ => {
            let given = quote(given);
            diagnostics::error(&format!("invalid {section} numbering style: {given}"));
            return Ok(false);
        }
    };
    Ok(true)
}

/// Parses a number from `least` to `most`; `what` is its name in messages.
fn integer(what: &str, given: &OsStr, least: i64, most: i64) -> Result<i64> {
    let invalid = || format!("invalid {what}: {}", quote(given));
    let range = |errno: Errno| Error::io(invalid(), &errno.into());
    match parse_signed(given.as_bytes()) {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        Ok(number) if number < i64::from(i32::MAX) / 2 => Err(range(Errno::RANGE)),
        Ok(_) | Err(Mistake::Overflow) => Err(range(Errno::OVERFLOW)),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
    }
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
