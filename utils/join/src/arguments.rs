//! The command line, including the obsolete forms `-o` with several arguments and `-j1 FIELD`.

use crate::cli;
use crate::line::Tab;
use shared::prelude::{Args, Error, OsStr, OsStrExt, Result, cli as conventions, quote, quoteaf};
use shared::program::cli::{Given, Options};
use shared::text::characters::Character;
use shared::text::collation::Bytes;
use shared::values::number::{self, Mistake};

/// When lines out of order are reported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// Once a line had no partner.
    Default,
    Always,
    Never,
}

/// One field of the output.
#[derive(Clone, Copy)]
pub(crate) enum Spec {
    Join,
    /// A field of the first or the second file (0 or 1).
    Of(usize, usize),
}

/// The options.
pub(crate) struct Settings {
    /// Whether lines without partner are printed, for each file.
    pub(crate) unpaired: [bool; 2],
    pub(crate) paired: bool,
    pub(crate) filler: Option<&'static OsStr>,
    /// Each byte in upper case, if case is ignored.
    pub(crate) capitals: Option<Box<[u8; 256]>>,
    /// The join fields, counted from 0.
    pub(crate) fields: [Option<usize>; 2],
    pub(crate) format: Vec<Spec>,
    /// `-o auto`: each line has as many fields as the first one of its file.
    pub(crate) auto: bool,
    pub(crate) tab: Option<Tab>,
    pub(crate) check: Check,
    pub(crate) header: bool,
    pub(crate) end: u8,
    /// How often `-j1` and `-j2` were given whose field number, as a separate argument, was not
    /// found so far.
    bare: [usize; 2],
}

/// What an operand may be besides a file, depending on the option before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// The join field of that file.
    Field(usize),
    Format,
}

/// The operands that may be files. Whether one is an obsolete value of an option is only known
/// once there are more than two.
struct Operands {
    files: Vec<(&'static OsStr, Kind)>,
    /// What the next operand may be.
    next: Kind,
}

/// Returns the options and the names of both files.
pub(crate) fn parse(args: Args) -> Result<(Settings, [&'static OsStr; 2])> {
    let last_argument = args.raw().last().copied();
    let mut options = args.parse_in_order(cli);
    let (mut settings, mut operands) = Settings::parse(&mut options)?;
    // After `--`, no operand has an obsolete form.
    operands.next = Kind::File;
    for operand in options.operands() {
        settings.take_operand(operand, &mut operands)?;
    }
    for file in 0..2 {
        if settings.bare[file] > 0 {
            settings.set_field(0, file)?;
            settings.set_field(1, file)?;
        }
    }
    match operands.files[..] {
        [(first, _), (second, _)] => Ok((settings, [first, second])),
        _ => {
            // Whatever stands last, as operands are not moved behind options.
            let last = last_argument.filter(|_| !operands.files.is_empty());
            Err(conventions::missing_operand(last))
        }
    }
}

impl Settings {
    fn new() -> Self {
        Self {
            unpaired: [false; 2],
            paired: true,
            filler: None,
            capitals: None,
            fields: [None; 2],
            format: Vec::new(),
            auto: false,
            tab: None,
            check: Check::Default,
            header: false,
            end: b'\n',
            bare: [0; 2],
        }
    }

    fn parse(options: &mut Options) -> Result<(Self, Operands)> {
        let mut settings = Self::new();
        let mut operands = Operands {
            files: Vec::new(),
            next: Kind::File,
        };
        while let Some(option) = options.next()? {
            if option.name.is_empty() {
                settings.take_operand(option.value(), &mut operands)?;
            } else {
                let attached = options.current() == Some(OsStr::new("-j1"))
                    || options.current() == Some(OsStr::new("-j2"));
                operands.next = settings.take(&option, attached)?;
            }
        }
        Ok((settings, operands))
    }

    /// Takes an operand for a file. With a third one, an earlier one turns out to be an obsolete
    /// value of an option.
    fn take_operand(&mut self, operand: &'static OsStr, operands: &mut Operands) -> Result {
        let Operands { files, next } = operands;
        if files.len() == 2 {
            let index = usize::from(files[0].1 == Kind::File);
            let (value, kind) = files.remove(index);
            match kind {
                Kind::File => {
                    let extra = format!("extra operand {}", quoteaf(operand));
                    return Err(Error::usage(extra));
                }
                Kind::Field(file) => {
                    self.bare[file] -= 1;
                    self.set_field(file, field_number(value.as_bytes())?)?;
                }
                Kind::Format => self.add_format(value)?,
            }
        }
        files.push((operand, *next));
        if *next != Kind::Format {
            *next = Kind::File;
        }
        Ok(())
    }

    /// Takes an option. Returns what an operand after it may be. `attached` is set for `-j1` and
    /// `-j2`, but not for `-j 1`.
    fn take(&mut self, option: &Given, attached: bool) -> Result<Kind> {
        let value = option.value();
        match option.name {
            "a" => self.unpaired[file_number(value)?] = true,
            "v" => (self.unpaired[file_number(value)?], self.paired) = (true, false),
            "e" => match self.filler.replace(value) {
                Some(before) if before != value => {
                    return Err(Error::new("conflicting empty-field replacement strings"));
                }
                _ => {}
            },
            "ignore-case" => self.capitals = Some(Box::new(Bytes::of_locale().upper)),
            "1" => self.set_field(0, field_number(value.as_bytes())?)?,
            "2" => self.set_field(1, field_number(value.as_bytes())?)?,
            "j" if attached && (value == "1" || value == "2") => {
                let file = usize::from(value == "2");
                self.bare[file] += 1;
                return Ok(Kind::Field(file));
            }
            "j" => {
                let field = field_number(value.as_bytes())?;
                self.set_field(0, field)?;
                self.set_field(1, field)?;
            }
            "o" if value == "auto" => self.auto = true,
            "o" => {
                self.add_format(value)?;
                return Ok(Kind::Format);
            }
            "t" => {
                let tab = tab(value)?;
                match &self.tab {
                    Some(before) if *before != tab => {
                        return Err(Error::new("incompatible tabs"));
                    }
                    _ => self.tab = Some(tab),
                }
            }
            "check-order" => self.check = Check::Always,
            "nocheck-order" => self.check = Check::Never,
            "header" => self.header = true,
            "zero-terminated" => self.end = b'\0',
            _ => option.unhandled(),
        }
        Ok(Kind::File)
    }

    /// Sets the join field of a file, both counted from 0.
    fn set_field(&mut self, file: usize, field: usize) -> Result {
        match self.fields[file].replace(field) {
            Some(before) if before != field => Err(Error::new(format!(
                "incompatible join fields {}, {}",
                before.saturating_add(1),
                field.saturating_add(1)
            ))),
            _ => Ok(()),
        }
    }

    fn add_format(&mut self, list: &OsStr) -> Result {
        let separates = |b: &u8| matches!(b, b',' | b' ' | b'\t');
        for text in list.as_bytes().split(separates) {
            let shown = || quote(OsStr::from_bytes(text));
            self.format.push(match text {
                b"0" => Spec::Join,
                [file @ (b'1' | b'2'), b'.', field @ ..] => {
                    Spec::Of(usize::from(file - b'1'), field_number(field)?)
                }
                [b'0'..=b'2', ..] => {
                    return Err(Error::new(format!("invalid field specifier: {}", shown())));
                }
                _ => {
                    let message = format!("invalid file number in field spec: {}", shown());
                    return Err(Error::new(message));
                }
            });
        }
        Ok(())
    }
}

/// Parses the number of a field. Returns it counted from 0.
fn field_number(text: &[u8]) -> Result<usize> {
    match number::parse(text, "") {
        Ok(number @ 1..) => Ok(usize::try_from(number - 1).unwrap_or(usize::MAX)),
        Err(Mistake::Overflow) => Ok(usize::MAX),
        _ => Err(Error::new(format!(
            "invalid field number: {}",
            quote(OsStr::from_bytes(text))
        ))),
    }
}

/// Parses the number of a file. Returns it counted from 0.
fn file_number(given: &OsStr) -> Result<usize> {
    match number::parse(given.as_bytes(), "") {
        Ok(number @ 1..=2) => Ok(number as usize - 1),
        _ => Err(Error::new(format!(
            "invalid field number: {}",
            quote(given)
        ))),
    }
}

/// Parses the value of `-t`.
fn tab(given: &OsStr) -> Result<Tab> {
    match given.as_bytes() {
        b"" => Ok(Tab::None),
        b"\\0" => Ok(Tab::Byte(b'\0')),
        &[byte] => Ok(Tab::Byte(byte)),
        text if Character::first_of(text).len == text.len() => Ok(Tab::Text(text.to_vec())),
        _ => Err(Error::new(format!("multi-character tab {}", quote(given)))),
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
