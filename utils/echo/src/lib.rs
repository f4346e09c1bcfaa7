//! echo: print a line of text. GNU manual node "echo invocation"; POSIX echo.
//!
//! An argument that is not made of option letters alone is a string, so getopt_long(3) is not
//! used.

mod escapes;

use shared::prelude::*;
use shared::program::posix;

pub fn run(args: Args) -> Result {
    let strict = posix::is_strict();
    // POSIX has no options, but leaves the meaning of a first `-n` to the implementation.
    let has_options = !strict || args.raw().first().is_some_and(|a| *a == "-n");
    if let [only] = args.raw()
        && has_options
        && (*only == "--help" || *only == "--version")
    {
        args.parse(cli).next()?;
        return Ok(());
    }
    let mut style = Style {
        newline: true,
        escapes: false,
    };
    let mut strings = args.raw();
    while let [first, rest @ ..] = strings
        && has_options
        && style.take(first)
    {
        strings = rest;
    }
    style.escapes |= strict;
    Ok(echo(strings, &style)?)
}

pub fn cli() -> Cli {
    cli::utility(
        "echo",
        "[-neE]... [STRING]...",
        "Print the STRINGs on one line, separated by blanks.",
    )
    .options(options![
        flag("-n", "do not print the newline at the end"),
        flag("-e", "interpret the backslash escapes below"),
        flag("-E", "print backslashes as they are (the default)"),
    ])
    .notes(
        "\
--help and --version are recognized only as the sole argument. With -e, these escapes are \
interpreted:

  \\\\      a backslash
  \\a      alert (BEL)
  \\b      backspace
  \\c      stop printing
  \\e      escape
  \\f      form feed
  \\n      newline
  \\r      carriage return
  \\t      horizontal tab
  \\v      vertical tab
  \\0NNN   the byte with the octal value NNN (1 to 3 digits)
  \\xHH    the byte with the hexadecimal value HH (1 or 2 digits)",
    )
}

/// The options.
#[derive(Clone, Copy)]
struct Style {
    /// End the line with a newline.
    newline: bool,
    /// Interpret backslash escapes.
    escapes: bool,
}

impl Style {
    /// Takes an argument that consists of option letters. Returns false for any other one, which
    /// is the first string to print.
    fn take(&mut self, arg: &OsStr) -> bool {
        let Some(letters @ [_, ..]) = arg.as_bytes().strip_prefix(b"-") else {
            return false;
        };
        let mut style = *self;
        for letter in letters {
            match letter {
                b'n' => style.newline = false,
                b'e' => style.escapes = true,
                b'E' => style.escapes = false,
                _ => return false,
            }
        }
        *self = style;
        true
    }
}

fn echo(strings: &[&OsStr], style: &Style) -> io::Result<()> {
    let mut out = stdout();
    let mut line = Vec::new();
    for (i, string) in strings.iter().enumerate() {
        if i > 0 {
            line.push(b' ');
        }
        if !style.escapes {
            line.extend_from_slice(string.as_bytes());
        } else if escapes::push(string.as_bytes(), &mut line).is_break() {
            return out.write_at_end(&line);
        }
    }
    if style.newline {
        line.push(b'\n');
    }
    out.write_at_end(&line)
}
