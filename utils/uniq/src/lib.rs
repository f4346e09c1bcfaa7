//! uniq: print or omit repeated lines. GNU manual node "uniq invocation"; POSIX uniq.

mod key;
mod report;

use key::Key;
use report::{Blank, Report};
use shared::bytes::marks::either;
use shared::input::files::{self, Input};
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use shared::program::posix;
use shared::rustix::fs::OFlags;
use shared::rustix::stdio::dup2_stdout;
use shared::text::words::{Table, table};
use shared::values::number::{self, Mistake};

/// Words of `--all-repeated`.
const METHODS: Table<Blank> = table![
    ("none", Blank::None),
    ("prepend", Blank::Before),
    ("separate", Blank::Between),
];

/// Words of `--group`.
const GROUPS: Table<Blank> = table![
    ("prepend", Blank::Before),
    ("append", Blank::After),
    ("separate", Blank::Between),
    ("both", Blank::Around),
];

pub fn run(args: Args) -> Result {
    let mut options = args.parse_in_order(cli);
    let mut settings = Settings::parse(&mut options)?;
    for operand in options.operands() {
        settings.take_file(operand)?;
    }
    settings.check()?;
    let files = &settings.files;
    let name = files.first().copied().unwrap_or(OsStr::new("-"));
    let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
    if let Some(&name) = files.get(1).filter(|&&name| name != "-") {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
        files::open(name, flags)
            .and_then(|file| Ok(dup2_stdout(file)?))
            .map_err(|e| Error::io(quotef(name), &e))?;
    }
    uniq(&input, &settings)
}

pub fn cli() -> Cli {
    cli::utility(
        "uniq",
        "[OPTION]... [INPUT [OUTPUT]]",
        "Print the lines of INPUT, but of adjacent equal lines only the first one.",
    )
    .options(options![
        flag(
            "-c, --count",
            "print the number of occurrences before each line",
        ),
        flag(
            "-d, --repeated",
            "print only repeated lines, one of each group",
        ),
        flag("-D", "print all repeated lines"),
        optional(
            "--all-repeated",
            "METHOD",
            "like -D, with empty lines between groups: none (the default), prepend, separate",
        ),
        value("-f, --skip-fields", "N", "ignore the first N fields"),
        optional(
            "--group",
            "METHOD",
            "print all lines, with empty lines between groups: separate (the default), \
             prepend, append, both",
        ),
        flag("-i, --ignore-case", "ignore differences in case"),
        value("-s, --skip-chars", "N", "ignore the first N characters"),
        flag("-u, --unique", "print only lines that are not repeated"),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
        value("-w, --check-chars", "N", "compare at most N characters"),
    ])
    .options(cli::DIGITS)
    .notes(
        "A field is a run of blanks followed by other characters. Fields are skipped \
         before characters. Equal lines are only found if they are adjacent: sort the \
         input first, or use 'sort -u'.",
    )
}

struct Settings {
    key: Key,
    report: Report,
    /// The byte that ends a line.
    end: u8,
    /// The input and the output.
    files: Vec<&'static OsStr>,
    /// Whether an option was given that `--group` excludes.
    selects: bool,
    /// Whether the fields to skip were given by digits, and more may follow: `-1 -2` is `-12`.
    by_digits: bool,
}

impl Settings {
    fn parse(options: &mut Options) -> Result<Self> {
        let strict = posix::is_strict();
        let mut settings = Self {
            key: Key::default(),
            report: Report::default(),
            end: b'\n',
            files: Vec::new(),
            selects: false,
            by_digits: false,
        };
        while let Some(option) = options.next()? {
            if option.name.is_empty() {
                settings.take_operand(option.value())?;
                if strict && !settings.files.is_empty() {
                    options.stop();
                    break;
                }
            } else {
                settings.take(&option)?;
            }
        }
        Ok(settings)
    }

    fn take(&mut self, option: &Given) -> Result {
        let Self { key, report, .. } = self;
        match option.name {
            "count" => (report.count, self.selects) = (true, true),
            "repeated" => (report.unique, self.selects) = (false, true),
            "D" => {
                (report.all, report.unique) = (Some(Blank::None), false);
                self.selects = true;
            }
            "all-repeated" => {
                report.all = Some(match option.optional() {
                    None => Blank::None,
                    Some(_) => option.keyword(&METHODS)?,
                });
                (report.unique, self.selects) = (false, true);
            }
            "group" => {
                report.group = Some(match option.optional() {
                    None => Blank::Between,
                    Some(_) => option.keyword(&GROUPS)?,
                });
            }
            "unique" => (report.repeated, self.selects) = (false, true),
            "skip-fields" => {
                key.fields = size(option.value(), "number of fields to skip")?;
                self.by_digits = false;
            }
            "skip-chars" => key.chars = size(option.value(), "number of bytes to skip")?,
            "check-chars" => key.width = size(option.value(), "number of bytes to compare")?,
            "ignore-case" => key.fold_case(),
            "zero-terminated" => self.end = b'\0',
            digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                let before = if self.by_digits { key.fields } else { 0 };
                let digit = usize::from(digit.as_bytes()[0] - b'0');
                key.fields = before.saturating_mul(10).saturating_add(digit);
                self.by_digits = true;
            }
            _ => option.unhandled(),
        }
        Ok(())
    }

    /// Takes an operand before `--`, which may be an obsolete `+N`.
    fn take_operand(&mut self, operand: &'static OsStr) -> Result {
        match obsolete_chars(operand) {
            Some(chars) => self.key.chars = chars,
            None => self.take_file(operand)?,
        }
        Ok(())
    }

    fn take_file(&mut self, operand: &'static OsStr) -> Result {
        if self.files.len() == 2 {
            return Err(cli::extra_operand(operand));
        }
        self.files.push(operand);
        Ok(())
    }

    /// Finds options that exclude each other.
    fn check(&self) -> Result {
        if self.report.group.is_some() && self.selects {
            return Err(Error::usage(
                "--group is mutually exclusive with -c/-d/-D/-u",
            ));
        }
        if self.report.count && self.report.all.is_some() {
            return Err(Error::usage(
                "printing all duplicated lines and repeat counts is meaningless",
            ));
        }
        Ok(())
    }
}

fn uniq(input: &Input, settings: &Settings) -> Result {
    let Settings {
        key, report, end, ..
    } = settings;
    let mut lines = Lines::new(*end);
    let mut printer = report.printer(*end);
    // The line that represents the group if it is in an earlier block: the first one, or the
    // last one if all are printed.
    let mut kept = Vec::new();
    let read_error = |e: io::Error| Error::io(format!("error reading {}", quoteaf(input.name)), &e);
    while let Some(block) = lines.block(input).map_err(read_error)? {
        let mut before = &kept[..];
        let mut before_part = key.of(before);
        let mut ends = either([*end; 2], block);
        let mut start = 0;
        while start < block.len() {
            let stop = ends.next().unwrap_or(block.len());
            let line = &block[start..stop];
            start = stop + 1;
            let part = key.of(line);
            if printer.group_is_open() && key.equal(before_part, part) {
                printer.repeat(before, line)?;
                if report.all.is_some() {
                    (before, before_part) = (line, part);
                }
            } else {
                printer.next_group(before, line)?;
                (before, before_part) = (line, part);
            }
        }
        if block.last() != Some(end) {
            // An unterminated line is the last one, and may be long.
            return Ok(printer.finish(before)?);
        }
        kept = before.to_vec();
        // The input may be a pipe or a terminal, where the next block can take long.
        printer.write_out()?;
    }
    Ok(printer.finish(&kept)?)
}

/// Returns how many characters to skip for an obsolete `+N`.
fn obsolete_chars(operand: &OsStr) -> Option<usize> {
    let count = operand.as_bytes().strip_prefix(b"+")?;
    let count = number::parse(count, "").ok()?;
    posix::allows_plus_options().then(|| usize::try_from(count).unwrap_or(usize::MAX))
}

/// Parses a number. One that is too large becomes `usize::MAX`.
fn size(given: &OsStr, what: &str) -> Result<usize> {
    match number::parse(given.as_bytes(), "") {
        Ok(number) => Ok(usize::try_from(number).unwrap_or(usize::MAX)),
        Err(Mistake::Overflow) => Ok(usize::MAX),
        Err(Mistake::Invalid) => {
            diagnostics::warning_bytes(
                &[given.as_bytes(), b": invalid ", what.as_bytes()].concat(),
            );
            Err(Error::exit(status::failure()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
