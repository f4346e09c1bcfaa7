//! Stating options in a utility's `cli()`.
//!
//! Options are stated as text that the compiler puts together ([`options!`](crate::options)). A table of
//! structures would hold an address for each name, and each address would be a relocation at the start
//! of a position-independent executable. Calls that build a table would be code in each executable, and
//! would run at each start with an option.

pub use crate::sys::getopt::Takes;

/// What a utility's `cli()` states: its name, its synopsis, what it does, and its options.
#[derive(Clone, Debug)]
pub struct Cli {
    pub(super) name: &'static str,
    pub(super) synopsis: &'static str,
    pub(super) about: &'static str,
    pub(super) notes: &'static str,
    pub(super) listed_first: &'static str,
    tables: [Table; TABLES],
}

/// How many [`options!`](crate::options) a `cli()` may have, with the standard ones.
const TABLES: usize = 4;

/// Options as text. [`options!`](crate::options) makes it.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// A line for each option: its names, the name of its value, another option's name and hidden
    /// names, with tabs between them. The name of a value follows `=`, or `?` if it may be omitted.
    pub names: &'static str,
    /// The letters, each followed by a colon if it takes a value, or by two if that may be omitted, as
    /// getopt(3) reads them.
    pub letters: &'static [u8],
    /// A line for each option, which describes it.
    pub help: &'static str,
}

/// The options that every utility has.
const STANDARD: Table = crate::options![
    flag("--help", "show this help and exit"),
    flag("--version", "show the version and exit"),
];

/// The same, for utilities whose `--version` has a letter.
const STANDARD_WITH_LETTER: Table = crate::options![
    flag("--help", "show this help and exit"),
    flag("-V, --version", "show the version and exit"),
];

const NONE: Table = crate::options![];

/// An option for each digit, for obsolete forms such as `-40`.
pub const DIGITS: Table = crate::options![
    flag("-0", ""),
    flag("-1", ""),
    flag("-2", ""),
    flag("-3", ""),
    flag("-4", ""),
    flag("-5", ""),
    flag("-6", ""),
    flag("-7", ""),
    flag("-8", ""),
    flag("-9", ""),
];

/// The same, where what follows the digit is its value.
pub const DIGITS_WITH_REST: Table = crate::options![
    optional("-0", "", ""),
    optional("-1", "", ""),
    optional("-2", "", ""),
    optional("-3", "", ""),
    optional("-4", "", ""),
    optional("-5", "", ""),
    optional("-6", "", ""),
    optional("-7", "", ""),
    optional("-8", "", ""),
    optional("-9", "", ""),
];

/// Starts a `cli()` with the utility's name, its synopsis (`[OPTION]... [FILE]...`) and what it
/// does.
///
/// The help page wraps the lines of `about`, of descriptions and of notes: paragraphs are written as
/// one line, the rows of a table as a line each.
pub const fn utility(name: &'static str, synopsis: &'static str, about: &'static str) -> Cli {
    Cli {
        name,
        synopsis,
        about,
        notes: "",
        listed_first: "",
        tables: [STANDARD, NONE, NONE, NONE],
    }
}

impl Cli {
    /// Adds the options of a table.
    ///
    /// # Panics
    /// There are too many tables.
    #[must_use]
    pub const fn options(mut self, table: Table) -> Self {
        let mut free = 0;
        while !self.tables[free].names.is_empty() {
            free += 1;
        }
        self.tables[free] = table;
        self
    }

    /// States the text at the end of the help page.
    #[must_use]
    pub const fn notes(mut self, notes: &'static str) -> Self {
        self.notes = notes;
        self
    }

    /// States which long options an ambiguous abbreviation lists first, in this order. Those that are
    /// not in `names`, which blanks separate, follow in the order of the help page.
    #[must_use]
    pub const fn listed_first(mut self, names: &'static str) -> Self {
        self.listed_first = names;
        self
    }

    /// Makes `-V` a name of `--version`.
    #[must_use]
    pub const fn version_has_a_letter(mut self) -> Self {
        self.tables[0] = STANDARD_WITH_LETTER;
        self
    }

    /// Returns the utility's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the forms of its command line, a line each.
    pub fn synopsis(&self) -> &'static str {
        self.synopsis
    }

    /// Returns what it does.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// Returns the text at the end of the help page.
    pub fn end(&self) -> &'static str {
        self.notes
    }

    /// Returns the options, `--help` and `--version` first.
    pub fn all(&self) -> impl Iterator<Item = Opt> + '_ {
        self.tables.iter().flat_map(|&table| table.options())
    }
}

impl Cli {
    /// Returns the letters of all options, as getopt(3) reads them.
    pub(super) fn letters(&self) -> impl Iterator<Item = &'static [u8]> + Clone {
        self.tables.map(|table| table.letters).into_iter()
    }

    /// Returns the option that has this letter.
    pub(super) fn with_letter(&self, letter: u8) -> Option<Opt> {
        self.tables
            .iter()
            .find_map(|table| table.with_letter(letter))
    }
}

impl Table {
    /// Looks for the letter as a name, which a dash precedes and a comma or a tab follows.
    fn with_letter(self, letter: u8) -> Option<Opt> {
        let bytes = self.names.as_bytes();
        let is_name = |at: &usize| {
            matches!(bytes[*at..], [b'-', found, b',' | b'\t', ..] if found == letter)
                && (*at == 0 || matches!(bytes[at - 1], b'\n' | b' '))
        };
        let at = (0..bytes.len()).find(is_name)?;
        let start = bytes[..at].iter().rposition(|&byte| byte == b'\n');
        let start = start.map_or(0, |newline| newline + 1);
        let row = bytes[..start].iter().filter(|&&byte| byte == b'\n').count();
        let mut rest = &self.names[start..];
        Some(Opt::new(cut(&mut rest, b'\n')?, self, row))
    }

    fn options(self) -> impl Iterator<Item = Opt> {
        let mut rest = self.names;
        (0..).map_while(move |row| {
            let line = cut(&mut rest, b'\n')?;
            Some(Opt::new(line, self, row))
        })
    }
}

/// An option as it is stated.
#[derive(Clone, Copy, Debug)]
pub struct Opt {
    names: &'static str,
    value: &'static str,
    takes: Takes,
    shown_with: &'static str,
    hidden: &'static str,
    table: Table,
    row: usize,
}

impl Opt {
    fn new(line: &'static str, table: Table, row: usize) -> Self {
        let mut rest = line;
        let mut column = || cut(&mut rest, b'\t').unwrap_or_default();
        let [names, value, shown_with, hidden] = [(); 4].map(|()| column());
        let takes = match value.as_bytes().first() {
            Some(b'=') => Takes::Value,
            Some(_) => Takes::Optional,
            None => Takes::Nothing,
        };
        Self {
            names,
            value: value.get(1..).unwrap_or_default(),
            takes,
            shown_with,
            hidden,
            table,
            row,
        }
    }

    /// Returns the first long name, or the letter if there is none.
    pub fn name(&self) -> &'static str {
        self.longs()
            .next()
            .unwrap_or_else(|| &self.names[1..self.names.len().min(2)])
    }

    /// Returns the letters.
    pub fn letters(&self) -> impl Iterator<Item = u8> + use<> {
        names(self.names)
            .filter(|name| !name.starts_with("--"))
            .filter_map(|name| name.as_bytes().get(1).copied())
    }

    /// Returns the long names that the help page shows, without dashes.
    pub fn longs(&self) -> impl Iterator<Item = &'static str> + use<> {
        names(self.names).filter_map(|name| name.strip_prefix("--"))
    }

    /// Returns the long names that no page shows, without dashes.
    pub fn hidden_longs(&self) -> impl Iterator<Item = &'static str> + use<> {
        names(self.hidden).filter_map(|name| name.strip_prefix("--"))
    }

    /// Returns the option as it may be typed, with dashes: each letter and each long name.
    pub fn spellings(&self) -> Vec<String> {
        let letters = self
            .letters()
            .map(|letter| format!("-{}", char::from(letter)));
        let longs = self.longs().chain(self.hidden_longs());
        letters
            .chain(longs.map(|long| format!("--{long}")))
            .collect()
    }

    /// Returns whether the option takes a value.
    pub fn takes(&self) -> Takes {
        self.takes
    }

    /// Returns the name of the value, as the help page shows it. Empty if there is no value.
    pub fn value(&self) -> &'static str {
        self.value
    }

    /// Returns the description. An option without one is not shown by itself.
    pub fn help(&self) -> &'static str {
        self.table.help.lines().nth(self.row).unwrap_or_default()
    }

    /// Returns the long name of the option whose entry on the help page is also that of this one.
    pub fn shown_with(&self) -> Option<&'static str> {
        Some(self.shown_with).filter(|name| !name.is_empty())
    }
}

/// Returns the letters in a table's names, as [`Table::letters`] lists them, and their number.
#[doc(hidden)]
pub const fn letters<const LEN: usize>(names: &str) -> ([u8; LEN], usize) {
    let names = names.as_bytes();
    let mut letters = [0; LEN];
    let (mut len, mut at) = (0, 0);
    while at < names.len() {
        // The names are at the beginning of a line. Letters come before the colons of their option.
        let start = at;
        let mut colons = 0;
        while names[at] != b'\n' {
            if names[at] == b'\t' && colons == 0 {
                colons = match names[at + 1] {
                    b'=' => 1,
                    b'?' => 2,
                    _ => 0,
                };
                break;
            }
            at += 1;
        }
        let end = at;
        while names[at] != b'\n' {
            at += 1;
        }
        at += 1;
        let mut name = start;
        while name + 1 < end {
            let begins = name == start || names[name - 1] == b' ';
            if begins && names[name] == b'-' && names[name + 1] != b'-' {
                let mut more = 0;
                while more <= colons {
                    if len < LEN {
                        letters[len] = if more == 0 { names[name + 1] } else { b':' };
                    }
                    len += 1;
                    more += 1;
                }
            }
            name += 1;
        }
    }
    (letters, len)
}

/// Takes text up to the next `end` off the front of `rest`. `None` if nothing is left.
fn cut(rest: &mut &'static str, end: u8) -> Option<&'static str> {
    if rest.is_empty() {
        return None;
    }
    let at = rest.bytes().position(|byte| byte == end);
    let at = at.unwrap_or(rest.len());
    let (front, back) = rest.split_at(at);
    *rest = back.get(1..).unwrap_or_default();
    Some(front)
}

/// Splits `-a, --all` into its names, with their dashes.
fn names(mut list: &'static str) -> impl Iterator<Item = &'static str> {
    std::iter::from_fn(move || {
        let name = cut(&mut list, b' ')?;
        // The last name has no comma behind it, but may be one: `-,`.
        let comma = usize::from(!list.is_empty());
        name.get(..name.len() - comma)
    })
}

/// States options, for [`Cli::options`]:
///
/// ```
/// # use shared::program::cli;
/// let cli = cli::utility("ls", "[OPTION]... [FILE]...", "List FILEs.").options(shared::options![
///     flag("-a, --all", "do not hide names with a dot"),
///     value("-w, --width", "COLS", "use that many columns"),
///     optional("--color", "WHEN", "color names: always, never, auto"),
/// ]);
/// # assert_eq!(cli.all().last().unwrap().name(), "color");
/// ```
///
/// - `flag(NAMES, HELP)` takes no value, `value(NAMES, VALUE, HELP)` takes one, and the value of
///   `optional(NAMES, VALUE, HELP)` may be omitted.
/// - NAMES lists the names as a manual page does: `"-a, --all"`, `"-a"` or `"--all"`.
///   [`Given::name`](crate::program::cli::Given::name) is the first long name, or the letter if there is none.
/// - An option whose HELP is empty is hidden from the help page.
/// - An option with another meaning, but the same description as the one with the long name
///   `classify`, is stated without HELP and with `.shown_with("classify")`. Both then have one entry on
///   the help page: `-F, --classify[=WHEN]`.
/// - `.hidden("--old, --older")` states further long names, which no page shows.
#[macro_export]
macro_rules! options {
    ($($kind:ident($($text:literal),+ $(,)?) $(.$more:ident($name:literal))?),* $(,)?) => {
        $crate::program::cli::Table {
            names: concat!($($crate::option_names!($kind $($text),+; $($more $name)?)),*),
            letters: const {
                const NAMES: &str =
                    concat!($($crate::option_names!($kind $($text),+; $($more $name)?)),*);
                const LEN: usize = $crate::program::cli::letters::<0>(NAMES).1;
                &$crate::program::cli::letters::<LEN>(NAMES).0
            },
            help: concat!($($crate::option_help!($kind $($text),+)),*),
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! option_names {
    (flag $names:literal, $help:literal; $($more:tt)*) => {
        concat!($names, "\t", $crate::option_more!($($more)*), "\n")
    };
    (value $names:literal, $value:literal, $help:literal; $($more:tt)*) => {
        concat!($names, "\t=", $value, $crate::option_more!($($more)*), "\n")
    };
    (optional $names:literal, $value:literal, $help:literal; $($more:tt)*) => {
        concat!($names, "\t?", $value, $crate::option_more!($($more)*), "\n")
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! option_more {
    () => {
        ""
    };
    (shown_with $name:literal) => {
        concat!("\t", $name)
    };
    (hidden $names:literal) => {
        concat!("\t\t", $names)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! option_help {
    (flag $names:literal, $help:literal) => {
        concat!($help, "\n")
    };
    ($kind:ident $names:literal, $value:literal, $help:literal) => {
        concat!($help, "\n")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_as_getopt_reads_them() {
        let cli = utility("u", "", "")
            .options(DIGITS_WITH_REST)
            .options(crate::options![
                optional("-i, -I, --in", "X", ""),
                flag("-,", ""),
                value("-o", "Y", ""),
            ]);
        let letters: Vec<&[u8]> = cli.letters().collect();
        assert_eq!(letters.concat(), b"0::1::2::3::4::5::6::7::8::9::i::I::,o:");
        assert_eq!(cli.with_letter(b',').unwrap().name(), ",");
        assert_eq!(cli.with_letter(b'7').unwrap().takes(), Takes::Optional);
    }

    #[test]
    fn a_table_states_names_values_and_descriptions() {
        let cli = utility("u", "", "").options(crate::options![
            flag("-q, -s, --quiet, --silent", "be quiet"),
            value("-T", "COLS", "use COLS"),
            optional("--color", "WHEN", "use colors").hidden("--colour, --tint"),
            flag("-F", "").shown_with("color"),
            flag("---internal", ""),
        ]);
        let row = |opt: Opt| {
            let letters: String = opt.letters().map(char::from).collect();
            let longs: Vec<_> = opt.longs().chain(opt.hidden_longs()).collect();
            let shown = opt.shown_with().unwrap_or("-");
            format!(
                "{} {letters} {longs:?} {:?} {} {} {shown}",
                opt.name(),
                opt.takes(),
                opt.value(),
                opt.help()
            )
        };
        let rows: Vec<String> = cli.all().skip(2).map(row).collect();
        let expected = [
            r#"quiet qs ["quiet", "silent"] Nothing  be quiet -"#,
            r#"T T [] Value COLS use COLS -"#,
            r#"color  ["color", "colour", "tint"] Optional WHEN use colors -"#,
            r#"F F [] Nothing   color"#,
            r#"-internal  ["-internal"] Nothing   -"#,
        ];
        assert_eq!(rows, expected);
        let letters: Vec<&[u8]> = cli.letters().collect();
        assert_eq!(letters.concat(), b"qsT:F");
        for (letter, name) in [(b'q', "quiet"), (b's', "quiet"), (b'T', "T"), (b'F', "F")] {
            assert_eq!(cli.with_letter(letter).unwrap().name(), name);
        }
        assert!(cli.with_letter(b'-').is_none() && cli.with_letter(b'i').is_none());
    }
}
