//! What `--help` and `--version` print.

use super::declare::{Cli, Opt, Takes};
use crate::program::error::Error;
use crate::program::output::{self, stdout};
use rustix::termios::isatty;

/// What `--version` prints after the utility's name: the release of GNU coreutils that the
/// utilities follow. Scripts look for this form, and for "GNU coreutils" in the text below it.
pub const VERSION: &str = "(corelink coreutils) 9.11";

const ABOUT_VERSION: &str = concat!(
    "\ncorelink ",
    env!("CARGO_PKG_VERSION"),
    ", an independent implementation that follows GNU coreutils 9.11.\n\
     License MIT: <https://opensource.org/license/mit>. There is no warranty.\n"
);

/// The column at which descriptions begin, counted from 0.
const DESCRIPTIONS: usize = 29;

/// The greatest width of a line.
const WIDTH: usize = 79;

/// Returns the page that `--help` prints, with bold option names if `bold` is set.
///
/// clap's renderer is not used: it writes `--size <SIZE>`, and puts every description on a line
/// of its own if one option is long.
pub fn help(cli: &Cli, bold: bool) -> String {
    let name = cli.name;
    let mut page = Page {
        text: ["Usage: ", name, " ", cli.synopsis, "\n"].concat(),
        bold,
    };
    page.lines(cli.about);
    page.text.push('\n');
    for standard in [false, true] {
        for option in cli.all() {
            if is_standard(&option) == standard && !option.help().is_empty() {
                page.option(cli, &option);
            }
        }
    }
    if !cli.notes.is_empty() {
        page.text.push('\n');
        page.lines(cli.notes);
    }
    // The manual describes `[` under the name of `test`.
    let node = if name == "[" { "test" } else { name };
    let manual = "\nGNU coreutils manual: <https://www.gnu.org/software/coreutils/";
    page.text += &[manual, node, ">\n"].concat();
    page.text
}

/// Returns the names of an option as the help page shows them: `-w, --width=COLS`.
pub fn spelling(cli: &Cli, option: &Opt) -> String {
    let mut all = String::new();
    let long = option.longs().next();
    let secondary = |other: &Opt| long.is_some() && other.shown_with() == long;
    for other in cli.all().filter(secondary) {
        add_names(&other, &mut all);
    }
    add_names(option, &mut all);
    all
}

fn add_names(option: &Opt, all: &mut String) {
    let (value, takes) = (option.value(), option.takes());
    let mut add = |pieces: &[&str]| {
        if !all.is_empty() {
            all.push_str(", ");
        }
        pieces.iter().for_each(|piece| all.push_str(piece));
    };
    for letter in option.letters() {
        let letter = char::from(letter).encode_utf8(&mut [0; 4]).to_owned();
        match takes {
            Takes::Optional => add(&["-", &letter, "[", value, "]"]),
            Takes::Value if option.longs().next().is_none() => add(&["-", &letter, " ", value]),
            _ => add(&["-", &letter]),
        }
    }
    for long in option.longs() {
        match takes {
            Takes::Optional => add(&["--", long, "[=", value, "]"]),
            Takes::Value => add(&["--", long, "=", value]),
            Takes::Nothing => add(&["--", long]),
        }
    }
}

/// Returns whether the option is listed last, on every help page.
fn is_standard(option: &Opt) -> bool {
    matches!(option.name(), "help" | "version")
}

struct Page {
    text: String,
    bold: bool,
}

impl Page {
    fn option(&mut self, cli: &Cli, option: &Opt) {
        let names = spelling(cli, option);
        // Long names are aligned, whether there is a letter in front or not.
        let indent = if names.starts_with("--") { 6 } else { 2 };
        self.spaces(indent);
        let style = if self.bold {
            ["\x1b[1m", "\x1b[m"]
        } else {
            [""; 2]
        };
        self.text += &[style[0], &names, style[1]].concat();
        let mut column = indent + names.chars().count();
        if column + 2 > DESCRIPTIONS {
            self.text.push('\n');
            column = 0;
        }
        self.spaces(DESCRIPTIONS - column);
        self.wrap(option.help(), DESCRIPTIONS, DESCRIPTIONS + 2);
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            let unindented = line.trim_start_matches(' ');
            let indent = line.len() - unindented.len();
            self.spaces(indent);
            self.wrap(unindented, indent, indent);
        }
    }

    /// Adds text from `column` on, and what does not fit on further lines from `indent` on.
    /// Spaces between words are kept.
    fn wrap(&mut self, text: &str, mut column: usize, indent: usize) {
        let mut gap = 0;
        for (i, word) in text.split(' ').enumerate() {
            let width = word.chars().count();
            gap += usize::from(i > 0);
            if word.is_empty() {
                continue;
            }
            if gap > 0 && column + gap + width > WIDTH {
                self.text.push('\n');
                (column, gap) = (0, indent);
            }
            self.spaces(gap);
            self.text.push_str(word);
            column += gap + width;
            gap = 0;
        }
        self.text.push('\n');
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }
}

/// Prints the help page. The result ends the utility, with success if all was written.
pub(super) fn print_help(cli: &Cli) -> Error {
    let capable =
        || std::env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb");
    let bold = isatty(output::descriptor()) && capable();
    finish_printing(help(cli, bold).as_bytes())
}

/// Prints name and version. The result ends the utility, with success if all was written.
pub(super) fn print_version(cli: &Cli) -> Error {
    let text = [cli.name, " ", VERSION, ABOUT_VERSION].concat();
    finish_printing(text.as_bytes())
}

fn finish_printing(text: &[u8]) -> Error {
    match stdout().write_at_end(text) {
        Ok(()) => Error::exit(0),
        Err(e) => e.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::utility;
    use super::*;
    use crate::options;

    fn cli() -> Cli {
        utility("ls", "[OPTION]... [FILE]...", "List FILEs.").options(options![
            flag("-a, --all", "do not hide names with a dot"),
            flag("-F", "").shown_with("classify"),
            optional("--classify", "WHEN", "append an indicator"),
            flag("-q, -s, --quiet, --silent", "print nothing"),
            value(
                "-T, --tabsize",
                "COLS",
                "one two three four five six seven eight nine ten",
            ),
            value("-t", "STAMP", "use a time"),
            optional("-w, --width", "COLS", "use that many columns"),
            flag("--old", ""),
        ])
    }

    #[test]
    fn options_and_descriptions_stand_side_by_side() {
        let expected = "\
Usage: ls [OPTION]... [FILE]...
List FILEs.

  -a, --all                  do not hide names with a dot
  -F, --classify[=WHEN]      append an indicator
  -q, -s, --quiet, --silent  print nothing
  -T, --tabsize=COLS         one two three four five six seven eight nine ten
  -t STAMP                   use a time
  -w[COLS], --width[=COLS]   use that many columns
      --help                 show this help and exit
      --version              show the version and exit

GNU coreutils manual: <https://www.gnu.org/software/coreutils/ls>
";
        assert_eq!(help(&cli(), false), expected);
    }

    #[test]
    fn long_names_and_long_descriptions_take_further_lines() {
        let cli = utility("ls", "", "").options(options![flag(
            "--dereference-command-line",
            "one two three four five six seven eight nine ten eleven"
        )]);
        let expected = "      --dereference-command-line
                             one two three four five six seven eight nine ten
                               eleven\n";
        let page = help(&cli, false);
        assert!(page.contains(expected), "{page}");
    }

    #[test]
    fn names_are_bold_on_request() {
        let page = help(&cli(), true);
        assert!(
            page.contains("  \x1b[1m-a, --all\x1b[m                  do not"),
            "{page}"
        );
    }
}
