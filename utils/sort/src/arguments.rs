//! The command line, which allows for more than one convention of old.

use crate::keys::Key;
use crate::order::{How, Lore, Order};
use crate::rules::Rules;
use crate::{cli, sizes};
use shared::input::random;
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use shared::program::posix;

/// What is asked for.
pub(crate) struct Settings {
    pub(crate) files: Vec<&'static OsStr>,
    pub(crate) keys: Vec<Key>,
    /// The letters that stand outside of keys.
    pub(crate) global: How,
    pub(crate) separator: Option<u8>,
    /// `c`, or `C` to be quiet about it.
    pub(crate) check: Option<char>,
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

/// Reads the command line.
pub(crate) fn parse(args: Args) -> Result<Settings> {
    let mut settings = Settings {
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
    };
    let posix = posix::is_strict();
    let old = args.raw().iter().any(|a| a.as_bytes().starts_with(b"+"));
    if posix || old {
        settings.take_by_turns(args, posix)?;
    } else {
        let mut options = args.parse(cli);
        settings.take_options(&mut options)?;
        settings.files = options.operands();
    }
    settings.finish()?;
    Ok(settings)
}

impl Settings {
    /// Reads options and operands one by one, as some operands are keys.
    fn take_by_turns(&mut self, args: Args, posix: bool) -> Result {
        let obsolete = posix::allows_plus_options();
        let mut rest: Vec<&'static OsStr> = args.raw().to_vec();
        rest.reverse();
        while let Some(&next) = rest.last() {
            let bytes = next.as_bytes();
            let like_option = bytes.len() > 1 && bytes[0] == b'-';
            let ended = posix && !self.files.is_empty() && {
                let output = bytes.starts_with(b"-o") && (bytes.len() > 2 || rest.len() > 1);
                !(obsolete && self.check.is_none() && output)
            };
            if next == "--" || ended {
                rest.truncate(rest.len() - usize::from(next == "--" && !ended));
                rest.reverse();
                self.files.append(&mut rest);
            } else if like_option {
                let raw: Vec<_> = rest.iter().rev().copied().collect();
                let mut options = args.clone().with_raw(raw).parse_leading(cli);
                let dashes = loop {
                    let dashes = options.peek().is_some_and(|next| next == "--");
                    match options.next()? {
                        Some(given) => self.take(given)?,
                        None => break dashes,
                    }
                    // Behind a file there is one option at a time, if any.
                    if posix && !self.files.is_empty() {
                        options.stop();
                        break false;
                    }
                };
                rest = options.operands();
                if dashes {
                    self.files.append(&mut rest);
                }
                rest.reverse();
            } else {
                rest.pop();
                let end = rest.last().copied().filter(|end| {
                    let end = end.as_bytes();
                    end.len() > 1 && end[0] == b'-' && end[1].is_ascii_digit()
                });
                let allowed = obsolete || (end.is_some() && !posix);
                match Key::parse_obsolete(next).filter(|_| allowed) {
                    None => self.files.push(next),
                    Some(mut key) => {
                        if let Some(end) = end {
                            rest.pop();
                            key.end_obsolete(end)?;
                        }
                        self.keys.push(key);
                    }
                }
            }
        }
        Ok(())
    }

    fn take_options(&mut self, options: &mut Options) -> Result {
        while let Some(given) = options.next()? {
            self.take(given)?;
        }
        Ok(())
    }

    fn take(&mut self, given: Given) -> Result {
        let value = given.value();
        match given.name {
            "key" => self.keys.push(Key::parse(value)?),
            "field-separator" => self.take_separator(value)?,
            "sort" => {
                let letter = keyword("--sort", value, WORDS).map_err(|e| e.with_status(1))?;
                self.global.take_letter(letter as u8);
            }
            "check" => {
                let how = match given.optional() {
                    None => 'c',
                    Some(word) => {
                        let found = keyword("--check", word, CHECKS);
                        char::from(found.map_err(|e| e.with_status(1))? as u8)
                    }
                };
                self.take_check(how)?;
            }
            "c" => self.take_check('c')?,
            "C" => self.take_check('C')?,
            "merge" => self.merge = true,
            "stable" => self.stable = true,
            "unique" => self.unique = true,
            "debug" => self.debug = true,
            "zero-terminated" => self.zero = true,
            "output" => once(&mut self.output, value, "multiple output files specified")?,
            "compress-program" => {
                once(
                    &mut self.compressor,
                    value,
                    "multiple compress programs specified",
                )?;
            }
            "random-source" => {
                once(
                    &mut self.random_source,
                    value,
                    "multiple random sources specified",
                )?;
            }
            "files0-from" => self.files_from = Some(value),
            "temporary-directory" => self.directories.push(value),
            "buffer-size" => self.memory = self.memory.max(Some(sizes::memory(value)?)),
            "parallel" => self.threads = Some(sizes::threads(value)?),
            "batch-size" => self.batch = sizes::batch(value)?,
            name => {
                let letter = LETTERS.iter().find(|(long, _)| *long == name);
                if let Some(&(_, letter)) = letter {
                    self.global.take_letter(letter);
                }
            }
        }
        Ok(())
    }

    fn take_check(&mut self, how: char) -> Result {
        if self.check.is_some_and(|other| other != how) {
            return Err(incompatible("cC"));
        }
        self.check = Some(how);
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

    /// Looks at all of it together.
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
            let letter = self.check.unwrap_or('o');
            return Err(incompatible(&format!("{letter} --debug")));
        }
        if let Some(check) = self.check {
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

    /// The rules that it comes to.
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
        let lore = Lore::new(self.separator, &orders, seed);
        let whole_line = (!self.stable && !self.unique).then_some(plain);
        let end = if self.zero { 0 } else { b'\n' };
        Ok(Rules::new(keys, whole_line, self.unique, end, lore))
    }

    /// What makes one shuffle differ from another.
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

    /// Bytes of memory to use.
    pub(crate) fn memory(&self) -> usize {
        let size = self.memory.unwrap_or_else(sizes::default_memory);
        usize::try_from(size).unwrap_or(usize::MAX)
    }

    pub(crate) fn threads(&self, lines: usize) -> usize {
        // To find out how many there may be takes longer than to sort a few lines.
        const MANY: usize = 4096;
        match self.threads {
            _ if lines < MANY => 1,
            Some(threads) => threads,
            None => sizes::default_threads(),
        }
    }
}

/// Gives a key without letters those that stand outside.
fn inherit(key: &mut Key, global: How) {
    key.how = global;
    key.start.skip_blanks = global.skip_blanks;
    if let Some(end) = &mut key.end {
        end.skip_blanks = global.skip_blanks;
    }
}

fn once(option: &mut Option<&'static OsStr>, value: &'static OsStr, message: &str) -> Result {
    match option.replace(value) {
        Some(other) if other != value => Err(Error::new(message)),
        _ => Ok(()),
    }
}

fn incompatible(letters: &str) -> Error {
    Error::new(format!("options '-{letters}' are incompatible"))
}

/// The names of `--files0-from`.
fn listed_files(
    list: &'static OsStr,
    operand: Option<&'static OsStr>,
) -> Result<Vec<&'static OsStr>> {
    if let Some(operand) = operand {
        let operand = quoteaf(operand);
        return Err(Error::usage(format!(
            "extra operand {operand}\nfile operands cannot be combined with --files0-from"
        )));
    }
    let mut source = shared::input::files::Input::open(list)
        .map_err(|e| Error::io(format!("open failed: {}", quotef(list)), &e))?;
    let mut text = Vec::new();
    source
        .read_to_end(&mut text)
        .map_err(|_| Error::new(format!("cannot read file names from {}", quoteaf(list))))?;
    let text: &'static [u8] = text.leak();
    if text.is_empty() {
        return Err(Error::new(format!("no input from {}", quoteaf(list))));
    }
    let text = text.strip_suffix(b"\0").unwrap_or(text);
    let mut files = Vec::new();
    for (i, name) in text.split(|&b| b == 0).enumerate() {
        if name == b"-" {
            return Err(Error::new(
                "when reading file names from stdin, no file name of '-' allowed",
            ));
        }
        if name.is_empty() {
            let message = format!("{}:{}: invalid zero-length file name", quotef(list), i + 1);
            return Err(Error::new(message));
        }
        files.push(OsStr::from_bytes(name));
    }
    Ok(files)
}

/// Words of `--sort`, in GNU's order, and their letters.
const WORDS: &[(&str, usize)] = &[
    ("general-numeric", b'g' as usize),
    ("human-numeric", b'h' as usize),
    ("month", b'M' as usize),
    ("numeric", b'n' as usize),
    ("random", b'R' as usize),
    ("version", b'V' as usize),
];

/// Words of `--check`.
const CHECKS: &[(&str, usize)] = &[
    ("quiet", b'C' as usize),
    ("silent", b'C' as usize),
    ("diagnose-first", b'c' as usize),
];

/// Options that are a letter of keys, too.
const LETTERS: [(&str, u8); 11] = [
    ("ignore-leading-blanks", b'b'),
    ("dictionary-order", b'd'),
    ("ignore-case", b'f'),
    ("general-numeric-sort", b'g'),
    ("human-numeric-sort", b'h'),
    ("ignore-nonprinting", b'i'),
    ("month-sort", b'M'),
    ("numeric-sort", b'n'),
    ("random-sort", b'R'),
    ("reverse", b'r'),
    ("version-sort", b'V'),
];
