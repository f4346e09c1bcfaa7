//! echo: print a line of text. GNU manual node "echo invocation"; POSIX echo.

mod escapes;

use shared::prelude::*;
use shared::program::posix;

pub fn run(args: Args) -> Result {
    let posix = posix::is_strict();
    // POSIX knows no options, but leaves a first -n to the implementation.
    let has_options = !posix || args.raw().first().is_some_and(|a| *a == "-n");
    if let [only] = args.raw()
        && has_options
        && (*only == "--help" || *only == "--version")
    {
        args.parse(cli).next()?;
        return Ok(());
    }
    let mut newline = true;
    let mut escapes = false;
    let mut strings = args.raw();
    while let [first, rest @ ..] = strings
        && has_options
        && let Some(letters) = option_letters(first)
    {
        for letter in letters {
            match letter {
                b'n' => newline = false,
                letter => escapes = *letter == b'e',
            }
        }
        strings = rest;
    }
    Ok(echo(strings, newline, escapes || posix)?)
}

pub fn cli() -> Command {
    cli::utility(
        "echo",
        "[-neE]... [STRING]...",
        "Print the STRINGs on one line, separated by blanks.",
    )
    .args([
        flag("-n", "leave out the newline at the end"),
        flag("-e", "interpret backslash escapes"),
        flag("-E", "print backslashes as they are (default)"),
    ])
    .after_help(
        "--help and --version are heeded only where they stand alone. Escapes of -e:

  \\\\      a backslash
  \\a      alert (BEL)
  \\b      backspace
  \\c      end of all output
  \\e      escape
  \\f      form feed
  \\n      newline
  \\r      carriage return
  \\t      tab
  \\v      vertical tab
  \\0NNN   the byte of 1 to 3 octal digits
  \\xHH    the byte of 1 or 2 hexadecimal digits",
    )
}

/// Letters of an argument made of nothing but echo's options, else none.
fn option_letters(arg: &OsStr) -> Option<&[u8]> {
    let letters = arg.as_bytes().strip_prefix(b"-")?;
    let known = |l: &u8| matches!(l, b'n' | b'e' | b'E');
    (!letters.is_empty() && letters.iter().all(known)).then_some(letters)
}

fn echo(strings: &[&OsStr], newline: bool, escapes: bool) -> io::Result<()> {
    let mut out = stdout();
    let mut line = Vec::new();
    for (i, string) in strings.iter().enumerate() {
        if i > 0 {
            line.push(b' ');
        }
        if !escapes {
            line.extend_from_slice(string.as_bytes());
        } else if escapes::push(string.as_bytes(), &mut line).is_break() {
            return out.write_at_end(&line);
        }
    }
    if newline {
        line.push(b'\n');
    }
    out.write_at_end(&line)
}
