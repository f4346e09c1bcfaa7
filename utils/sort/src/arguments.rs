//! The command line.

use crate::files0::listed_files;
use crate::keys::Key;
use crate::order::{Context, How, Modifier, Order};
use crate::rules::Rules;
use crate::{cli, sizes};
use shared::input::random;
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use shared::program::posix;
use shared::text::words::{Table, table};

/// The options and operands.
pub(crate) struct Settings {
    pub(crate) files: Vec<&'static OsStr>,
    pub(crate) keys: Vec<Key>,
    /// The ordering options outside of keys.
    pub(crate) global: How,
    pub(crate) separator: Option<u8>,
    pub(crate) check: Option<Check>,
    pub(crate) merge: bool,
    pub(crate) stable: bool,
    pub(crate) unique: bool,
    pub(crate) debug: bool,
    pub(crate) output: Option<&'static OsStr>,
    pub(crate) directories: Vec<&'static OsStr>,
    pub(crate) compressor: Option<&'static OsStr>,
    pub(crate) batch: usize,
    random_source: Option<&'static OsStr>,
    files_from: Option<&'static OsStr>,
    memory: Option<u64>,
    threads: Option<usize>,
    zero: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            keys: Vec::new(),
            global: How::default(),
            separator: None,
            check: None,
            merge: false,
            stable: false,
            unique: false,
            debug: false,
            output: None,
            directories: Vec::new(),
            compressor: None,
            batch: 16,
            random_source: None,
            files_from: None,
            memory: None,
            threads: None,
            zero: false,
        }
    }
}

/// What happens at the first line out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// `-c`: it is reported.
    Report,
    /// `-C`: only the exit status changes.
    Quiet,
}

impl Check {
    fn letter(self) -> char {
        match self {
            Self::Report => 'c',
            Self::Quiet => 'C',
        }
    }
}

/// Words of `--sort`, in GNU's order.
const ORDERS: Table<Order> = table![
    ("general-numeric", Order::General),
    ("human-numeric", Order::Human),
    ("month", Order::Month),
    ("numeric", Order::Numeric),
    ("random", Order::Random),
    ("version", Order::Version),
];

/// Words of `--check`.
const CHECKS: Table<Check> = table![
    ("quiet silent", Check::Quiet),
    ("diagnose-first", Check::Report),
];

pub(crate) fn parse(args: Args) -> Result<Settings> {
    let mut settings = Settings::default();
    let has_plus = |args: &Args| args.raw().iter().any(|a| a.as_bytes().starts_with(b"+"));
    if posix::is_strict() || has_plus(&args) {
        settings.take_in_order(args)?;
    } else {
        let mut options = args.parse(cli);
        settings.take_options(&mut options)?;
        settings.files = options.operands();
    }
    settings.finish()?;
    Ok(settings)
}

impl Settings {
    fn take_options(&mut self, options: &mut Options) -> Result {
        while let Some(option) = options.next()? {
            self.take(option)?;
            reread_size(options, &option);
        }
        Ok(())
    }

    pub(crate) fn take(&mut self, option: Given) -> Result {
        let value = option.value();
        match option.name {
            "key" => self.keys.push(Key::parse(value)?),
            "field-separator" => self.take_separator(value)?,
            "sort" => {
                let order = option.keyword(&ORDERS).map_err(|e| e.with_status(1))?;
                self.global.apply(Modifier::Order(order));
            }
            "ignore-leading-blanks" => self.global.apply(Modifier::SkipBlanks),
            "dictionary-order" => self.global.apply(Modifier::Dictionary),
            "ignore-case" => self.global.apply(Modifier::Fold),
            "general-numeric-sort" => self.global.apply(Modifier::Order(Order::General)),
            "human-numeric-sort" => self.global.apply(Modifier::Order(Order::Human)),
            "ignore-nonprinting" => self.global.apply(Modifier::Printable),
            "month-sort" => self.global.apply(Modifier::Order(Order::Month)),
            "numeric-sort" => self.global.apply(Modifier::Order(Order::Numeric)),
            "random-sort" => self.global.apply(Modifier::Order(Order::Random)),
            "reverse" => self.global.apply(Modifier::Reverse),
            "version-sort" => self.global.apply(Modifier::Order(Order::Version)),
            "check" => self.take_check(match option.optional() {
                None => Check::Report,
                Some(_) => option.keyword(&CHECKS).map_err(|e| e.with_status(1))?,
            })?,
            "c" => self.take_check(Check::Report)?,
            "C" => self.take_check(Check::Quiet)?,
            "merge" => self.merge = true,
            "stable" => self.stable = true,
            "unique" => self.unique = true,
            "debug" => self.debug = true,
            "zero-terminated" => self.zero = true,
            "output" => once(&mut self.output, value, "output files")?,
            "compress-program" => once(&mut self.compressor, value, "compress programs")?,
            "random-source" => once(&mut self.random_source, value, "random sources")?,
            "files0-from" => self.files_from = Some(value),
            "temporary-directory" => self.directories.push(value),
            "buffer-size" => {
                let memory = sizes::memory(value, &option.spelling())?;
                self.memory = self.memory.max(Some(memory));
            }
            "parallel" => self.threads = Some(sizes::threads(value)?),
            "batch-size" => self.batch = sizes::batch(value)?,
            // Solaris's size of memory, which GNU ignores.
            "y" => {}
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn take_check(&mut self, check: Check) -> Result {
        if self.check.is_some_and(|other| other != check) {
            return Err(incompatible("cC"));
        }
        self.check = Some(check);
        Ok(())
    }

    fn take_separator(&mut self, value: &OsStr) -> Result {
        let byte = match value.as_bytes() {
            [] => return Err(Error::new("empty tab")),
            [one] => *one,
            b"\\0" => 0,
            _ => {
                let tab = quote(value);
                return Err(Error::new(format!("multi-character tab {tab}")));
            }
        };
        if self.separator.is_some_and(|other| other != byte) {
            return Err(Error::new("incompatible tabs"));
        }
        self.separator = Some(byte);
        Ok(())
    }

    /// Completes keys by the global options, and finds options that exclude each other.
    fn finish(&mut self) -> Result {
        if let Some(list) = self.files_from {
            self.files = listed_files(list, self.files.first().copied())?;
        }
        for key in &mut self.keys {
            let own = key.how != How::default() || key.start.skip_blanks;
            if !own && !key.end.is_some_and(|end| end.skip_blanks) {
                inherit(key, self.global);
            }
        }
        for how in self.keys.iter().map(|key| &key.how).chain([&self.global]) {
            let is_global = std::ptr::eq(how, &self.global);
            if let Some(letters) = how
                .conflict()
                .filter(|_| !is_global || self.keys.is_empty())
            {
                return Err(incompatible(&letters));
            }
        }
        if self.debug && (self.check.is_some() || self.output.is_some()) {
            let letter = self.check.map_or('o', Check::letter);
            return Err(incompatible(&format!("{letter} --debug")));
        }
        if let Some(check) = self.check.map(Check::letter) {
            if let Some(extra) = self.files.get(1) {
                let extra = quoteaf(extra);
                let message = format!("extra operand {extra} not allowed with -{check}");
                return Err(Error::new(message));
            }
            if self.output.is_some() {
                return Err(incompatible(&format!("{check}o")));
            }
        }
        if self.files.is_empty() {
            self.files.push(OsStr::new("-"));
        }
        Ok(())
    }

    /// Returns the rules by which lines are compared, which depend on the locale.
    pub(crate) fn rules(&self) -> Result<Rules> {
        let mut keys = self.keys.clone();
        let plain = How {
            reverse: self.global.reverse,
            ..How::default()
        };
        if keys.is_empty() && (self.global != plain || self.stable || self.unique) {
            let mut key = Key::default();
            inherit(&mut key, self.global);
            keys.push(key);
        }
        let orders: Vec<Order> = keys.iter().map(|key| key.how.order).collect();
        let seed = if orders.contains(&Order::Random) {
            self.seed()?
        } else {
            [0; 16]
        };
        let context = Context::new(self.separator, &orders, seed);
        let whole_line = (!self.stable && !self.unique).then_some(plain);
        let mut rules = Rules::new(keys, whole_line, context);
        rules.unique = self.unique;
        rules.end = if self.zero { 0 } else { b'\n' };
        Ok(rules)
    }

    /// Reads random bytes, which make each `-R` shuffle differently.
    fn seed(&self) -> Result<[u8; 16]> {
        let mut seed = [0; 16];
        random::Source::open(self.random_source)
            .map_err(|e| {
                let name = self.random_source.unwrap_or_default();
                Error::io(format!("open failed: {}", quotef(name)), &e)
            })?
            .fill(&mut seed)?;
        Ok(seed)
    }

    /// Returns how many bytes of memory to use, if that is given.
    pub(crate) fn given_memory(&self) -> Option<usize> {
        self.memory
            .map(|size| usize::try_from(size).unwrap_or(usize::MAX))
    }

    /// Returns how many bytes of memory to use.
    pub(crate) fn memory(&self) -> usize {
        self.given_memory().unwrap_or_else(sizes::default_memory)
    }

    /// Returns how many threads to use for sorting `lines` lines.
    pub(crate) fn threads(&self, lines: usize) -> usize {
        // Asking how many processors there are takes longer than sorting fewer lines.
        const MANY: usize = 4096;
        match self.threads {
            _ if lines < MANY => 1,
            Some(threads) => threads,
            None => sizes::default_threads(),
        }
    }
}

/// Gives the global options to a key without options of its own.
fn inherit(key: &mut Key, global: How) {
    key.how = global;
    key.start.skip_blanks = global.skip_blanks;
    if let Some(end) = &mut key.end {
        end.skip_blanks = global.skip_blanks;
    }
}

/// Makes what follows `-y` an argument of its own if it is not a number: `sort -y FILE`.
pub(crate) fn reread_size(options: &mut Options, given: &Given) {
    let is_size = || given.value().as_bytes().iter().all(u8::is_ascii_digit);
    if given.name == "y" && !is_size() {
        options.reread_value(given);
    }
}

/// Stores the value of an option that may be repeated only with the same value.
fn once(option: &mut Option<&'static OsStr>, value: &'static OsStr, what: &str) -> Result {
    match option.replace(value) {
        Some(other) if other != value => Err(Error::new(format!("multiple {what} specified"))),
        _ => Ok(()),
    }
}

fn incompatible(letters: &str) -> Error {
    Error::new(format!("options '-{letters}' are incompatible"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::default().take_options(&mut options);
        });
    }
}
