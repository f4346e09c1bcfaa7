//! The command line.

use crate::formats::{self, Format};
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use std::mem::discriminant;

/// The options and the operand.
pub(crate) struct Settings {
    pub(crate) action: Action,
    /// The output format, if one was chosen.
    pub(crate) format: Option<Format>,
    pub(crate) utc: bool,
    pub(crate) debug: bool,
}

#[derive(Clone, Copy)]
pub(crate) enum Action {
    Print(Source),
    /// Set the clock to the time that a date string describes.
    Set(&'static OsStr),
    /// Set the clock to `MMDDhhmm[[CC]YY][.ss]`.
    SetDigits(&'static OsStr),
}

/// The times to print.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    Now,
    /// A date string.
    Text(&'static OsStr),
    /// A file with a date string on each line.
    Lines(&'static OsStr),
    /// The last modification of a file.
    File(&'static OsStr),
    /// The resolution of the clock.
    Resolution,
}

/// The options, before they are checked against each other.
struct Choices {
    source: Source,
    /// There were options of several kinds for the times to print.
    mixed: bool,
    /// There were several `--date`.
    several: bool,
    set: Option<&'static OsStr>,
    format: Option<Format>,
    utc: bool,
    debug: bool,
}

impl Settings {
    pub(crate) fn parse(mut options: Options) -> Result<Self> {
        let mut given = Choices::default();
        while let Some(option) = options.next()? {
            given.take(&option)?;
        }
        if given.debug && given.several {
            diagnostics::warning("only using last of multiple -d options");
        }
        let prints = !matches!(given.source, Source::Now);
        if given.mixed {
            return Err(Error::usage(
                "the options to specify dates for printing are mutually exclusive",
            ));
        }
        if given.set.is_some() && prints {
            return Err(Error::usage(
                "the options to print and set the time may not be used together",
            ));
        }
        let mut action = given.set.map_or(Action::Print(given.source), Action::Set);
        match *options.operands() {
            [] => {}
            [_, extra, ..] => return Err(cli::extra_operand(extra)),
            [operand] => match operand.as_bytes().strip_prefix(b"+") {
                Some(custom) => {
                    if given.format.replace(Format::custom(custom)).is_some() {
                        return Err(Error::new("multiple output formats specified"));
                    }
                }
                None if given.set.is_none() && !prints => action = Action::SetDigits(operand),
                None => {
                    return Err(Error::usage(format!(
                        "the argument {} lacks a leading '+';\n\
                         when using an option to specify date(s), any non-option\n\
                         argument must be a format string beginning with '+'",
                        quote(operand)
                    )));
                }
            },
        }
        Ok(Self {
            action,
            format: given.format,
            utc: given.utc,
            debug: given.debug,
        })
    }
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            source: Source::Now,
            mixed: false,
            several: false,
            set: None,
            format: None,
            utc: false,
            debug: false,
        }
    }
}

impl Choices {
    fn take(&mut self, option: &Given) -> Result {
        match option.name {
            "date" => self.print(Source::Text(option.value())),
            "debug" => self.debug = true,
            "file" => self.print(Source::Lines(option.value())),
            "iso-8601" => self.format = Some(formats::iso_8601(option)?),
            "resolution" => self.print(Source::Resolution),
            "rfc-email" => self.format = Some(Format::email()),
            "rfc-3339" => self.format = Some(formats::rfc_3339(option)?),
            "reference" => self.print(Source::File(option.value())),
            "set" => self.set = Some(option.value()),
            "utc" => self.utc = true,
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn print(&mut self, source: Source) {
        let another = !matches!(self.source, Source::Now);
        let same = discriminant(&self.source) == discriminant(&source);
        self.mixed |= another && !same;
        self.several |= same && matches!(source, Source::Text(_));
        self.source = source;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a", "date"], &|options| {
            let _ = Settings::parse(options);
        });
    }
}
