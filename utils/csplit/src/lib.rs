//! csplit: split a file into sections at lines that match. GNU manual node "csplit invocation";
//! POSIX csplit.
//!
//! A signal that ends csplit removes the files first.

mod names;
mod pattern;
mod sections;
mod signals;
mod text;

use names::Names;
use pattern::{Pattern, Place};
use sections::Sections;
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::io::Errno;
use shared::values::number;
use text::Text;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    let [name, patterns @ ..] = operands.as_slice() else {
        return Err(cli::missing_operand(None));
    };
    if patterns.is_empty() {
        return Err(cli::missing_operand(Some(name)));
    }
    let names = Names::new(settings.prefix, settings.format, settings.digits)?;
    let input = Input::open(name).map_err(|e| {
        let name = quoteaf(name);
        Error::io(format!("cannot open {name} for reading"), &e)
    })?;
    let patterns = pattern::parse(patterns)?;
    let mut csplit = Csplit {
        text: Text::new(input),
        sections: Sections::new(names, settings.quiet, settings.elide_empty),
        suppress_matched: settings.suppress_matched,
    };
    if !settings.keep {
        signals::remove_sections_on_signals();
    }
    let mut result = csplit.split(patterns);
    if let Err(e) = result {
        result = Err(Error::exit(e.status()));
        e.emit();
        // The size is printed all the same, behind the message. An error was reported already.
        let _ = csplit.sections.end();
        if !settings.keep {
            csplit.sections.remove_all();
        }
    }
    if settings.keep {
        return result;
    }
    let flushed = stdout().flush().map_err(Error::from);
    if signals::is_one_pending() {
        csplit.sections.remove_all();
        signals::deliver();
    }
    flushed.and(result)
}

pub fn cli() -> Cli {
    cli::utility(
        "csplit",
        "[OPTION]... FILE PATTERN...",
        "Split FILE at the lines that the PATTERNs describe, into files xx00, xx01 and so \
         on, and print their sizes.",
    )
    .listed_first("silent suffix-format suppress-matched")
    .options(options![
        value(
            "-b, --suffix-format",
            "FORMAT",
            "format the number in file names with this printf(3) FORMAT ('%02d')",
        ),
        value(
            "-f, --prefix",
            "PREFIX",
            "begin file names with PREFIX instead of 'xx'",
        ),
        flag("-k, --keep-files", "keep the files after an error"),
        flag("--suppress-matched", "omit the lines that match a PATTERN"),
        value(
            "-n, --digits",
            "DIGITS",
            "number files with DIGITS digits instead of 2",
        ),
        flag("-s, -q, --quiet, --silent", "do not print sizes"),
        flag("-z, --elide-empty-files", "do not create empty files"),
    ])
    .notes(
        "\
Standard input is read if FILE is -. A PATTERN is one of:
  INTEGER            copy up to this line number, without it
  /REGEXP/[OFFSET]   copy up to the next matching line, without it
  %REGEXP%[OFFSET]   skip up to the next matching line, without it
  {INTEGER}          repeat the previous pattern INTEGER times
  {*}                repeat the previous pattern as often as possible

OFFSET is + or - and a number of lines.",
    )
}

struct Settings {
    prefix: &'static OsStr,
    format: Option<&'static OsStr>,
    digits: usize,
    keep: bool,
    quiet: bool,
    elide_empty: bool,
    suppress_matched: bool,
}

impl Settings {
    fn parse(options: &mut Options) -> Result<Self> {
        let mut settings = Self {
            prefix: OsStr::new("xx"),
            format: None,
            digits: 2,
            keep: false,
            quiet: false,
            elide_empty: false,
            suppress_matched: false,
        };
        while let Some(option) = options.next()? {
            match option.name {
                "suffix-format" => settings.format = Some(option.value()),
                "prefix" => settings.prefix = option.value(),
                "keep-files" => settings.keep = true,
                "digits" => settings.digits = parse_digits(option.value())?,
                "quiet" => settings.quiet = true,
                "elide-empty-files" => settings.elide_empty = true,
                "suppress-matched" => settings.suppress_matched = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

fn parse_digits(given: &OsStr) -> Result<usize> {
    let text = given.as_bytes();
    let invalid = || format!("invalid number: {}", quote(given));
    let out_of = |e: Errno| Error::io(invalid(), &e.into());
    match number::parse(text, "").map(i32::try_from) {
        Ok(Ok(digits)) => Ok(digits.unsigned_abs() as usize),
        Ok(Err(_)) | Err(number::Mistake::Overflow) => Err(out_of(Errno::OVERFLOW)),
        // The number may have a sign.
        Err(_) if number::parse_signed(text) == Ok(0) => Ok(0),
        Err(_) if number::parse(text.strip_prefix(b"-").unwrap_or(b"x"), "").is_ok() => {
            Err(out_of(Errno::RANGE))
        }
        Err(_) => Err(Error::new(invalid())),
    }
}

struct Csplit {
    text: Text,
    sections: Sections,
    suppress_matched: bool,
}

impl Csplit {
    fn split(&mut self, patterns: Vec<Pattern>) -> Result {
        for mut pattern in patterns {
            let mut repetition = 0;
            while pattern.repeat.is_none_or(|repeat| repetition <= repeat) {
                match &mut pattern.place {
                    Place::Line(_) => self.split_at_line(&pattern, repetition)?,
                    Place::Match { .. } => {
                        if !self.split_at_match(&mut pattern, repetition)? {
                            return Ok(());
                        }
                    }
                }
                repetition += 1;
            }
        }
        self.sections.start()?;
        self.text.take_rest(&mut self.sections)?;
        self.sections.end()
    }

    /// Makes a section up to a line, which must exist.
    fn split_at_line(&mut self, pattern: &Pattern, repetition: u64) -> Result {
        let Place::Line(line) = pattern.place else {
            return Ok(());
        };
        let out_of_range = || {
            let line = quote(OsStr::new(&line.to_string()));
            Error::new(format!(
                "{line}: line number out of range{}",
                on_repetition(repetition)
            ))
        };
        let line = line.saturating_mul(repetition.saturating_add(1));
        let has_more = self.text.has_more();
        // Empty input makes no file. A line that is suppressed may have been the last one.
        let is_empty = self.text.first_line() == 1;
        if matches!(has_more, Ok(false)) && (is_empty || !self.suppress_matched) {
            return Err(out_of_range());
        }
        self.sections.start()?;
        has_more?;
        // The suppressed line may be the last one, so only a line before it is required.
        if self.suppress_matched && !self.text.has_unsearched()? {
            return Err(out_of_range());
        }
        if !self.text.take_to(line, &mut self.sections)? {
            return Err(out_of_range());
        }
        self.sections.end()?;
        if self.suppress_matched {
            self.text.drop_line()?;
        } else if !self.text.has_unsearched()? {
            return Err(out_of_range());
        }
        Ok(())
    }

    /// Makes a section up to a matching line. Returns whether to go on: a pattern that repeats
    /// without limit ends with the input.
    fn split_at_match(&mut self, pattern: &mut Pattern, repetition: u64) -> Result<bool> {
        let Place::Match {
            search,
            offset,
            skips,
        } = &mut pattern.place
        else {
            return Ok(true);
        };
        let (offset, skips) = (*offset, *skips);
        if !skips {
            self.sections.start()?;
        }
        // Without a negative offset, lines before the match are written while searching.
        let sink = (offset >= 0).then_some(&mut self.sections);
        let found = self.text.find(search, sink)?;
        let Some(line) = found else {
            let endless = pattern.repeat.is_none();
            if !skips {
                self.text.take_rest(&mut self.sections)?;
            }
            if endless {
                self.sections.end()?;
                return Ok(false);
            }
            return Err(Error::new(format!(
                "{}: match not found{}",
                quote(pattern.text),
                on_repetition(repetition)
            )));
        };
        let end = line.checked_add_signed(offset);
        let possible = end.is_some_and(|end| end >= self.text.first_line());
        let whole = possible && self.text.take_to(end.unwrap_or(0), &mut self.sections)?;
        if !whole {
            let text = quote(pattern.text);
            return Err(Error::new(format!("{text}: line number out of range")));
        }
        self.sections.end()?;
        if offset > 0 {
            self.text.search_behind(line.saturating_add_signed(offset));
        }
        if self.suppress_matched {
            self.text.drop_line()?;
        }
        Ok(true)
    }
}

fn on_repetition(repetition: u64) -> String {
    match repetition {
        0 => String::new(),
        n => format!(" on repetition {n}"),
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
