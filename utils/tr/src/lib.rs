//! tr: translate, squeeze or delete characters.
//!
//! GNU manual node "tr invocation"; POSIX tr. As in GNU's, a character is a byte: characters of
//! several bytes are not supported.

mod filter;
mod parse;
mod set;

use filter::Filter;
use set::Strings;
use shared::prelude::*;
use shared::text::locale::{self, Category};

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse_leading(cli))?;
    if settings.posix_classes {
        locale::leave_category(Category::Ctype);
    }
    settings.check_number(&operands)?;
    let strings = Strings::new(&operands, settings)?;
    Filter::new(&strings, settings).copy()
}

#[derive(Clone, Copy, Default)]
struct Settings {
    complement: bool,
    delete: bool,
    squeeze: bool,
    truncate: bool,
    /// Whether character classes are those of the POSIX locale.
    posix_classes: bool,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "complement" => settings.complement = true,
                "delete" => settings.delete = true,
                "squeeze-repeats" => settings.squeeze = true,
                "truncate-set1" => settings.truncate = true,
                "A" => settings.posix_classes = true,
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }

    /// Checks the number of operands.
    fn check_number(&self, operands: &[&OsStr]) -> Result {
        let (least, most) = match (self.delete, self.squeeze) {
            (true, false) => (1, 1),
            (false, true) => (1, 2),
            _ => (2, 2),
        };
        if operands.len() < least {
            let what = if self.squeeze {
                "both deleting and squeezing repeats"
            } else {
                "translating"
            };
            return Err(match operands.last() {
                None => cli::missing_operand(None),
                Some(last) => Error::usage(format!(
                    "missing operand after {}\nTwo strings must be given when {what}.",
                    quote(last)
                )),
            });
        }
        if let Some(extra) = operands.get(most) {
            let why = match (most, operands.len()) {
                (1, 2) => "\nOnly one string may be given when deleting without squeezing repeats.",
                _ => "",
            };
            return Err(Error::usage(format!("extra operand {}{why}", quote(extra))));
        }
        Ok(())
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "tr",
        "[OPTION]... STRING1 [STRING2]",
        "Translate, squeeze or delete characters of standard input.",
    )
    .options(options![
        flag(
            "-c, -C, --complement",
            "use all characters that are not in STRING1",
        ),
        flag(
            "-d, --delete",
            "delete the characters in STRING1 instead of translating them",
        ),
        flag(
            "-s, --squeeze-repeats",
            "replace runs of a character of the last STRING with a single one",
        ),
        flag(
            "-t, --truncate-set1",
            "first truncate STRING1 to the length of STRING2",
        ),
        // Undocumented, as in GNU's: character classes are those of the POSIX locale.
        flag("-A", ""),
    ])
    .notes(
        "\
Strings consist of characters and these sequences:

  \\NNN       the character with the octal value NNN (1 to 3 digits)
  \\\\         backslash
  \\a         alert (BEL)
  \\b         backspace
  \\f         form feed
  \\n         newline
  \\r         carriage return
  \\t         horizontal tab
  \\v         vertical tab
  C-D        all characters from C to D
  [C*]       in STRING2, C repeated to the length of STRING1
  [C*N]      N times C; N is octal if it begins with 0
  [=C=]      all characters that are equivalent to C
  [:CLASS:]  all characters of the class alnum, alpha, blank, cntrl, digit,
             graph, lower, print, punct, space, upper or xdigit

A STRING2 that is shorter than STRING1 is extended with its last character. -s is applied \
after translation or deletion.",
    )
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
