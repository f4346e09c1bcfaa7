//! GNU's argument conventions on top of clap's builder.
//!
//! A utility states its options once, with clap's builder, in its `cli()`: the help page, the
//! manual page and completions come from there. Reading the arguments is glibc's
//! `getopt_long(3)`: options and operands in any order, unambiguous abbreviations, `--`,
//! `POSIXLY_CORRECT`, values of any bytes and the wording of each mistake are then GNU's own,
//! which clap's parser does not know. Options come one by one, in the order given, so "the
//! last one wins" and the order of messages need no further rules.
//!
//! Where no argument looks like an option, `cli()` is not even called: start-up stays short.

use crate::program::error::{Error, Result};
use crate::sys::getopt::{Found, Getopt, Takes};
use crate::text::quoting::quote;
pub use clap::{Arg, Command};
use clap::{ArgAction, ValueHint};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What is printed by `--version` behind the utility's name.
pub const VERSION: &str = concat!("(corelink) ", env!("CARGO_PKG_VERSION"));

/// Starts a `cli()`: the name, the synopsis (`[OPTION]... [FILE]...`) and what it does.
pub fn utility(name: &'static str, synopsis: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .override_usage(synopsis)
        .about(about)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("--help", "display this help and exit").display_order(1000))
        .arg(flag("--version", "output version information and exit").display_order(1000))
}

/// An option without a value. `names` is how a manual page lists it: `"-a, --all"`, `"-a"` or
/// `"--all"`, with further long names behind further commas. Its name in [`Given`] is the
/// first long one, or the letter.
pub fn flag(names: &'static str, help: &'static str) -> Arg {
    option(names, help).action(ArgAction::SetTrue)
}

/// An option with a value: `value("-w, --width", "COLS", "…")`.
pub fn value(names: &'static str, value: &'static str, help: &'static str) -> Arg {
    option(names, help)
        .action(ArgAction::Append)
        .require_equals(names.contains("--")) // how help shows it; getopt takes both forms
        .value_name(value)
        .value_hint(ValueHint::Other)
}

/// An option with a value that may be left out: `--color[=WHEN]`.
pub fn optional(names: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    value(names, value_name, help)
        .num_args(0..=1)
        .require_equals(true)
}

fn option(names: &'static str, help: &'static str) -> Arg {
    let long_names = || names.split(", ").filter_map(|name| name.strip_prefix("--"));
    let letter = names.strip_prefix('-').filter(|_| !names.starts_with("--"));
    let name = long_names().next().or(letter).unwrap_or(names);
    let mut arg = Arg::new(name).help(help).hide(help.is_empty());
    if let Some(letter) = letter {
        arg = arg.short(letter.chars().next());
    }
    let mut longs = long_names();
    if let Some(long) = longs.next() {
        arg = arg.long(long);
    }
    longs.fold(arg, Arg::alias)
}

/// A utility's arguments, its name first.
#[derive(Clone, Debug)]
pub struct Args {
    all: Vec<&'static OsStr>,
}

impl Args {
    /// From a whole argument list.
    pub fn new(all: Vec<&'static OsStr>) -> Self {
        Self { all }
    }

    /// The name that the utility was called by.
    pub fn program(&self) -> &'static OsStr {
        self.all.first().copied().unwrap_or_default()
    }

    /// The arguments behind the name, unread: for the few utilities with rules of their own.
    pub fn raw(&self) -> &[&'static OsStr] {
        self.all.get(1..).unwrap_or_default()
    }

    /// Puts other arguments behind the name: for obsolete forms, rewritten to current ones.
    #[must_use]
    pub fn with_raw(mut self, raw: impl IntoIterator<Item = &'static OsStr>) -> Self {
        self.all.truncate(1);
        self.all.extend(raw);
        self
    }

    /// Reads options and operands in any order.
    pub fn parse(self, cli: fn() -> Command) -> Options {
        Options::new(self, cli, "")
    }

    /// Reads options up to the first operand: `env -i CMD --not-mine`.
    pub fn parse_leading(self, cli: fn() -> Command) -> Options {
        Options::new(self, cli, "+")
    }

    /// Reads options and operands in the order given, also where POSIXLY_CORRECT is set: an
    /// operand comes as an option without a name. For utilities to which old conventions give
    /// the order a meaning.
    pub fn parse_in_order(self, cli: fn() -> Command) -> Options {
        Options::new(self, cli, "-")
    }
}

/// An option as it was given.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// Its name in `cli()`.
    pub name: &'static str,
    /// Its letter, if it was given by that.
    letter: Option<char>,
    value: Option<&'static OsStr>,
}

impl Given {
    /// Its value; empty for an option that has none.
    pub fn value(&self) -> &'static OsStr {
        self.value.unwrap_or_default()
    }

    /// How messages name it: `-t`, or `--threshold` however abbreviated.
    pub fn spelling(&self) -> String {
        match self.letter {
            Some(letter) => format!("-{letter}"),
            None => format!("--{}", self.name),
        }
    }

    /// Its value, none where an optional one was left out.
    pub fn optional(&self) -> Option<&'static OsStr> {
        self.value
    }
}

/// Options in the order given, then the operands.
pub struct Options {
    args: Args,
    scan: Option<Scan>,
    operands: usize,
    in_order: bool,
}

struct Scan {
    getopt: Getopt,
    cli: &'static mut Command,
}

impl Options {
    fn new(args: Args, cli: fn() -> Command, mode: &str) -> Self {
        let like_option = |a: &&OsStr| a.len() > 1 && a.as_bytes()[0] == b'-';
        let needed = match mode {
            "+" => args.raw().first().is_some_and(like_option),
            _ => args.raw().iter().any(like_option),
        };
        let scan = needed.then(|| Scan::new(&args, cli, mode));
        Self {
            args,
            scan,
            operands: 1,
            in_order: mode == "-",
        }
    }

    /// The next option. `--help` and `--version` are answered here and stop the utility.
    ///
    /// # Errors
    /// A mistake, which `getopt_long(3)` has reported.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator of Results reads worse"
    )]
    pub fn next(&mut self) -> Result<Option<Given>> {
        let Some(scan) = &mut self.scan else {
            return Ok(self.next_operand());
        };
        let (arg, letter, value) = match scan.getopt.next() {
            Found::Short(letter, value) => {
                (scan.by_letter(letter), Some(char::from(letter)), value)
            }
            Found::Long(identity, value) => (scan.cli.get_arguments().nth(identity), None, value),
            Found::Mistake => return Err(Error::usage_reported()),
            Found::End(operands) => {
                self.operands = operands;
                return Ok(None);
            }
        };
        let name = arg.map_or("", |a| a.get_id().as_str());
        match name {
            "help" => Err(print_help(scan.cli)),
            "version" => Err(print_version(scan.cli)),
            // The command is leaked (it lives as long as the process), so its names do too.
            name => Ok(Some(Given {
                name: leaked(name),
                letter,
                value,
            })),
        }
    }

    /// The next operand where none of the arguments is an option, if they come in order.
    fn next_operand(&mut self) -> Option<Given> {
        let next = self.args.all.get(self.operands).copied();
        let value = Some(next.filter(|_| self.in_order)?);
        self.operands += 1;
        Some(Given {
            name: "",
            letter: None,
            value,
        })
    }

    /// The argument that [`Self::next`] will look at first: for `seq`, where `-1` is a number.
    pub fn peek(&self) -> Option<&'static OsStr> {
        let scan = self.scan.as_ref()?;
        scan.getopt.argument(scan.getopt.position())
    }

    /// The argument that held the option found last: for `chmod`, where `-rwx` is a mode.
    pub fn current(&self) -> Option<&'static OsStr> {
        let scan = self.scan.as_ref()?;
        scan.getopt.argument(scan.getopt.position() - 1)
    }

    /// Takes what was not read yet as operands.
    pub fn stop(&mut self) {
        if let Some(scan) = &self.scan {
            self.operands = scan.getopt.position();
        }
    }

    /// The letter that [`Self::next`] has just failed at, if it was one.
    pub fn mistaken_letter(&self) -> Option<u8> {
        self.scan.as_ref()?.getopt.mistaken_letter()
    }

    /// The operands, once [`Self::next`] found no more options.
    pub fn operands(self) -> Vec<&'static OsStr> {
        match &self.scan {
            None => self
                .args
                .all
                .get(self.operands..)
                .unwrap_or_default()
                .to_vec(),
            Some(scan) => (self.operands..)
                .map_while(|i| scan.getopt.argument(i))
                .collect(),
        }
    }
}

impl Scan {
    fn new(args: &Args, cli: fn() -> Command, mode: &str) -> Self {
        let cli = Box::leak(Box::new(cli()));
        let mut shorts = Vec::new();
        let mut longs = Vec::new();
        for (identity, arg) in cli.get_arguments().enumerate() {
            let takes = match (arg.get_action(), arg.get_num_args()) {
                (ArgAction::Append, None) => Takes::Value,
                (ArgAction::Append, _) => Takes::Optional,
                _ => Takes::Nothing,
            };
            let letters = arg.get_short_and_visible_aliases().unwrap_or_default();
            shorts.extend(letters.iter().map(|&c| (c as u8, takes)));
            longs.extend(arg.get_long().map(|l| (l, takes, identity)));
            longs.extend(
                arg.get_all_aliases()
                    .unwrap_or_default()
                    .iter()
                    .map(|&l| (l, takes, identity)),
            );
        }
        // In GNU's lists of what an abbreviation may mean, `--help` and `--version` come last.
        let standard = longs.len().min(2);
        longs.rotate_left(standard);
        Self {
            getopt: Getopt::new(&args.all, mode, &shorts, &longs),
            cli,
        }
    }

    fn by_letter(&self, letter: u8) -> Option<&Arg> {
        let given = letter as char;
        self.cli.get_arguments().find(|a| {
            a.get_short() == Some(given)
                || a.get_short_and_visible_aliases()
                    .is_some_and(|all| all.contains(&given))
        })
    }
}

/// The page that `--help` prints.
pub fn help(cli: &mut Command) -> String {
    let name = cli.get_name().to_owned();
    // clap refuses the longer dashes of options that are for tests only.
    let plain = |arg: Arg| match arg.get_long() {
        Some(long) if long.starts_with('-') => {
            let plain = leaked(long.trim_start_matches('-'));
            arg.long(plain)
        }
        _ => arg,
    };
    let rendered = cli
        .clone()
        .mut_args(plain)
        .help_template("Usage: {usage}\n{about}\n\n{options}{after-help}")
        .render_help()
        .to_string();
    // clap ends no page in a newline where nothing follows the options.
    rendered
        .replacen("Usage: ", &format!("Usage: {name} "), 1)
        .trim_end()
        .to_owned()
        + "\n"
}

fn print_help(cli: &mut Command) -> Error {
    finish_printing(help(cli).as_bytes())
}

fn print_version(cli: &Command) -> Error {
    finish_printing(format!("{} {VERSION}\n", cli.get_name()).as_bytes())
}

fn finish_printing(text: &[u8]) -> Error {
    match crate::program::output::stdout().write_at_end(text) {
        Ok(()) => Error::exit(0),
        Err(e) => e.into(),
    }
}

fn leaked(name: &str) -> &'static str {
    Box::leak(name.into())
}

/// The mistake of too few operands: `missing operand`, or `missing operand after ‘x’`.
pub fn missing_operand(last: Option<&OsStr>) -> Error {
    Error::usage(match last {
        Some(last) => format!("missing operand after {}", quote(last)),
        None => "missing operand".to_owned(),
    })
}

/// The mistake of an operand too many: `extra operand ‘x’`.
pub fn extra_operand(operand: &OsStr) -> Error {
    Error::usage(format!("extra operand {}", quote(operand)))
}
