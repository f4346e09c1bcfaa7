//! Reading options and operands.

use super::declare::{Cli, Opt};
use super::help::{print_help, print_version};
use crate::program::error::{Error, Result};
use crate::sys::getopt::{Found, Getopt, Order};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// A utility's arguments. The first one is the name that it was called by.
#[derive(Clone, Debug)]
pub struct Args {
    all: Vec<&'static OsStr>,
}

impl Args {
    /// Takes a whole argument list, with the utility's name.
    pub fn new(all: Vec<&'static OsStr>) -> Self {
        Self { all }
    }

    /// Returns the name that the utility was called by.
    pub fn program(&self) -> &'static OsStr {
        self.all.first().copied().unwrap_or_default()
    }

    /// Returns the unparsed arguments after the name, for the few utilities with their own rules.
    pub fn raw(&self) -> &[&'static OsStr] {
        self.all.get(1..).unwrap_or_default()
    }

    /// Replaces the arguments after the name. For obsolete forms, rewritten to current ones.
    #[must_use]
    pub fn with_raw(mut self, raw: impl IntoIterator<Item = &'static OsStr>) -> Self {
        self.all.truncate(1);
        self.all.extend(raw);
        self
    }

    /// Reads options and operands in any order.
    pub fn parse(self, cli: fn() -> Cli) -> Options {
        Options::new(self, cli, Order::Mixed)
    }

    /// Reads options up to the first operand: `env -i COMMAND --option-of-command`.
    pub fn parse_leading(self, cli: fn() -> Cli) -> Options {
        Options::new(self, cli, Order::OptionsFirst)
    }

    /// Reads options and operands in the order given, even under POSIXLY_CORRECT. An operand is
    /// delivered as an option without a name. For utilities with obsolete options such as `+1`,
    /// whose meaning depends on their position.
    pub fn parse_in_order(self, cli: fn() -> Cli) -> Options {
        Options::new(self, cli, Order::AsGiven)
    }
}

/// An option as it was given.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The name of the option in `cli()`.
    pub name: &'static str,
    /// The letter, if the option was given by its letter.
    letter: Option<char>,
    value: Option<&'static OsStr>,
}

impl Given {
    /// Returns the value, or an empty string if there is none.
    pub fn value(&self) -> &'static OsStr {
        self.value.unwrap_or_default()
    }

    /// Returns the value, or `None` if there is none.
    pub fn optional(&self) -> Option<&'static OsStr> {
        self.value
    }

    /// Returns the option as messages name it: `-t`, or `--threshold` even if abbreviated.
    pub fn spelling(&self) -> String {
        match self.letter {
            Some(letter) => format!("-{letter}"),
            None => format!("--{}", self.name),
        }
    }

    /// Panics: the last arm of a match on option names, which no option that `cli()` states
    /// reaches. It is a function so that each executable contains a call and no message.
    #[cold]
    pub fn unhandled(&self) -> ! {
        unreachable!("option {} is not handled", self.name)
    }
}

/// The options in the order given, then the operands.
pub struct Options {
    args: Args,
    /// `None` if no argument looks like an option. An error is reported by [`Self::next`].
    scan: Result<Option<Scan>, Errno>,
    /// The index of the first operand that was not delivered.
    operands: usize,
    order: Order,
}

impl Options {
    fn new(args: Args, cli: fn() -> Cli, order: Order) -> Self {
        let like_option = |a: &&OsStr| a.len() > 1 && a.as_bytes()[0] == b'-';
        let needed = match order {
            Order::OptionsFirst => args.raw().first().is_some_and(like_option),
            Order::Mixed | Order::AsGiven => args.raw().iter().any(like_option),
        };
        let scan = needed.then(|| Scan::new(&args, cli, order)).transpose();
        Self {
            args,
            scan,
            operands: 1,
            order,
        }
    }

    /// Returns the next option, or `None` after the last one. Handles `--help` and `--version`
    /// itself: they return an "error" that ends the utility with success.
    ///
    /// # Errors
    /// A mistake in the arguments, which getopt_long(3) has already reported.
    #[allow(
        clippy::should_implement_trait,
        reason = "`?` on an iterator's Option<Result> needs a transpose at each call"
    )]
    pub fn next(&mut self) -> Result<Option<Given>> {
        let scan = match &mut self.scan {
            Ok(Some(scan)) => scan,
            Ok(None) => return Ok(self.next_operand()),
            Err(e) => return Err(Error::io("getopt_long", &(*e).into())),
        };
        let (option, letter, value) = match scan.getopt.next() {
            Found::Short(letter, value) => {
                let option = scan.cli.with_letter(letter);
                (option, Some(char::from(letter)), value)
            }
            Found::Long(identity, value) => (scan.cli.all().nth(identity), None, value),
            Found::Mistake => return Err(Error::usage_reported()),
            Found::End(operands) => {
                self.operands = operands;
                return Ok(None);
            }
        };
        match option.as_ref().map_or("", Opt::name) {
            "help" => Err(print_help(&scan.cli)),
            "version" => Err(print_version(&scan.cli)),
            name => Ok(Some(Given {
                name,
                letter,
                value,
            })),
        }
    }

    /// Like [`Self::next`], but goes on after a mistake, which sets `mistaken`. For the few
    /// utilities that report every mistake before they stop.
    ///
    /// # Errors
    /// `--help` or `--version` was given.
    pub fn next_after_mistakes(&mut self, mistaken: &mut bool) -> Result<Option<Given>> {
        loop {
            match self.next() {
                Err(e) if e.is_usage() => *mistaken = true,
                result => return result,
            }
        }
    }

    /// Delivers the next operand of [`Order::AsGiven`] when there is no scan.
    fn next_operand(&mut self) -> Option<Given> {
        let next = self.args.all.get(self.operands).copied();
        let value = Some(next.filter(|_| self.order == Order::AsGiven)?);
        self.operands += 1;
        Some(Given {
            name: "",
            letter: None,
            value,
        })
    }

    fn scan(&self) -> Option<&Scan> {
        self.scan.as_ref().ok()?.as_ref()
    }

    /// Returns the argument that [`Self::next`] looks at next. For `seq`, where `-1` is a number.
    pub fn peek(&self) -> Option<&'static OsStr> {
        let getopt = &self.scan()?.getopt;
        getopt.argument(getopt.position())
    }

    /// Returns the argument that contained the last option. For `chmod`, where `-rwx` is a mode.
    pub fn current(&self) -> Option<&'static OsStr> {
        let getopt = &self.scan()?.getopt;
        getopt.argument(getopt.position() - 1)
    }

    /// Reads the value of the last option again, as an argument of its own, if it was one. For
    /// `sort -y`, which takes only digits.
    pub fn reread_value(&mut self, option: &Given) {
        let is_argument =
            |current: &OsStr| option.value().as_bytes().as_ptr() == current.as_bytes().as_ptr();
        if self.current().is_some_and(is_argument)
            && let Ok(Some(scan)) = &mut self.scan
        {
            scan.getopt.step_back();
        }
    }

    /// Makes all arguments that were not read yet operands.
    pub fn stop(&mut self) {
        if let Some(position) = self.scan().map(|scan| scan.getopt.position()) {
            self.operands = position;
        }
    }

    /// Returns the letter of the option for which [`Self::next`] has just returned an error.
    pub fn mistaken_letter(&self) -> Option<u8> {
        self.scan()?.getopt.mistaken_letter()
    }

    /// Returns the operands. To be called after [`Self::next`] returned `None`.
    pub fn operands(self) -> Vec<&'static OsStr> {
        match self.scan() {
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

/// A run of getopt_long(3) over the arguments.
struct Scan {
    getopt: Getopt,
    cli: Cli,
}

impl Scan {
    fn new(args: &Args, cli: fn() -> Cli, order: Order) -> Result<Self, Errno> {
        let cli = cli();
        let letters = std::iter::once(order.prefix()).chain(cli.letters());
        let letters: Vec<&[u8]> = letters.collect();
        let mut longs = Vec::new();
        // Without one, their names need not be read.
        if args.all.iter().any(|argument| is_long(argument)) {
            for (identity, option) in cli.all().enumerate() {
                let names = option.longs().chain(option.hidden_longs());
                longs.extend(names.map(|long| (long, option.takes(), identity)));
            }
        }
        // getopt_long lists the meanings of an ambiguous abbreviation in this order, and GNU's
        // utilities have `--help` and `--version` last.
        let standard = longs.len().min(2);
        longs.rotate_left(standard);
        if !cli.listed_first.is_empty() {
            for name in cli.listed_first.rsplit(' ') {
                if let Some(at) = longs.iter().position(|long| long.0 == name) {
                    longs[..=at].rotate_right(1);
                }
            }
        }
        Ok(Self {
            getopt: Getopt::new(&args.all, &letters.concat(), &longs)?,
            cli,
        })
    }
}

/// Returns whether an argument may be a long option.
fn is_long(argument: &OsStr) -> bool {
    let argument = argument.as_bytes();
    argument.len() > 2 && argument.starts_with(b"--")
}
