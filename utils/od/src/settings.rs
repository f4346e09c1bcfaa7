//! The command line.

use crate::address::Address;
use crate::obsolete;
use crate::types::{self, Type};
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use shared::program::memory;
use shared::text::words::{Table, table};
use shared::values::human::{Mistake, bad_size, parse_size};
use shared::values::number;

/// Suffixes of sizes and offsets.
const SUFFIXES: &str = "bEGKkMmPQRTYZ0";

/// The default of `--strings`, in characters.
const SHORTEST_STRING: u64 = 3;

/// The default of `--width` without a value, in bytes.
const WIDE: u64 = 32;

/// The byte orders of `--endian`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Endian {
    Little,
    Big,
}

const ENDIANS: Table<Endian> = table![("little", Endian::Little), ("big", Endian::Big)];

/// What is dumped, and how.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) types: Vec<Type>,
    pub(crate) address: Address,
    /// Bytes to skip first.
    pub(crate) skip: u64,
    /// The most bytes to dump.
    pub(crate) limit: Option<u64>,
    /// Bytes in a line, if `--width` chose them.
    pub(crate) width: Option<u64>,
    /// Print repeated lines too.
    pub(crate) all_lines: bool,
    /// Reverse the bytes of each number.
    pub(crate) swap: bool,
    /// Print strings of at least this many characters instead of types.
    pub(crate) strings: Option<u64>,
    traditional: bool,
    /// An option was given that traditional usage does not have.
    modern: bool,
    /// A type string was wrong, which has been reported.
    bad_types: bool,
}

impl Settings {
    /// Returns the settings and the files.
    pub(crate) fn parse(mut options: Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            settings.take(&option)?;
        }
        if settings.bad_types {
            return Err(Error::exit(status::failure()));
        }
        if settings.strings.is_some() && !settings.types.is_empty() {
            let message = "no type may be specified when dumping strings";
            return Err(Error::new(message));
        }
        let mut files = options.operands();
        settings.take_obsolete_operands(&mut files)?;
        if settings
            .limit
            .is_some_and(|limit| limit.checked_add(settings.skip).is_none())
        {
            return Err(Error::new("skip-bytes + read-bytes is too large"));
        }
        if settings.types.is_empty() {
            settings.add_types("oS")?;
        }
        Ok((settings, files))
    }

    fn take(&mut self, option: &Given) -> Result {
        self.modern |= is_modern(option.name);
        match option.name {
            "address-radix" => self.address = Address::parse(option.value())?,
            "endian" => {
                let big = option.keyword(&ENDIANS)? == Endian::Big;
                self.swap = big != cfg!(target_endian = "big");
            }
            "skip-bytes" => self.skip = size(option, 0)?,
            "read-bytes" => self.limit = Some(size(option, 0)?),
            // The letter requires a value, the long name does not.
            "S" | "strings" => self.strings = Some(size(option, SHORTEST_STRING)?),
            // GNU reads the remaining options too, and reports what is wrong with them.
            "format" => {
                if let Err(mistake) = types::parse(option.value(), &mut self.types) {
                    mistake.emit();
                    self.bad_types = true;
                }
            }
            "output-duplicates" => self.all_lines = true,
            "width" => {
                self.width = Some(match width(option)? {
                    0 => {
                        return Err(bad_size(
                            &option.spelling(),
                            option.value(),
                            Mistake::Invalid,
                        ));
                    }
                    // The columns of such a line cannot be counted.
                    width if width > u64::MAX >> 8 => memory::exhausted(),
                    width => width,
                });
            }
            "traditional" => self.traditional = true,
            "a" => self.add_types("a")?,
            "b" => self.add_types("o1")?,
            "c" => self.add_types("c")?,
            "D" => self.add_types("u4")?,
            "d" => self.add_types("u2")?,
            "e" | "F" => self.add_types("fD")?,
            "f" => self.add_types("fF")?,
            "H" | "X" => self.add_types("x4")?,
            "i" => self.add_types("dI")?,
            "I" | "L" | "l" => self.add_types("dL")?,
            "O" => self.add_types("o4")?,
            "s" => self.add_types("d2")?,
            "h" | "x" => self.add_types("x2")?,
            "B" | "o" => self.add_types("o2")?,
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn add_types(&mut self, types: &str) -> Result {
        types::parse(OsStr::new(types), &mut self.types)
    }

    /// Takes the offset and the label off the operands.
    fn take_obsolete_operands(&mut self, files: &mut Vec<&'static OsStr>) -> Result {
        if self.modern && !self.traditional {
            return Ok(());
        }
        let places = obsolete::take_places(files, self.traditional)?;
        self.skip = places.skip.unwrap_or(self.skip);
        if let Some(label) = places.label.filter(|_| self.traditional) {
            self.address.add_label(label.wrapping_sub(self.skip));
        }
        Ok(())
    }
}

fn size(option: &Given, default: u64) -> Result<u64> {
    match option.optional() {
        None => Ok(default),
        Some(given) => parse_size(given.as_bytes(), SUFFIXES)
            .map_err(|mistake| bad_size(&option.spelling(), given, mistake)),
    }
}

/// Returns the value of `--width`: unlike the others a decimal number without a suffix.
fn width(option: &Given) -> Result<u64> {
    let Some(given) = option.optional() else {
        return Ok(WIDE);
    };
    let text = given.as_bytes().trim_ascii_start();
    number::parse(text, "").map_err(|mistake| {
        let digits = text.strip_prefix(b"+").unwrap_or(text);
        let mistake = match mistake {
            number::Mistake::Overflow => Mistake::TooLarge,
            number::Mistake::Invalid if digits.first().is_some_and(u8::is_ascii_digit) => {
                Mistake::Suffix
            }
            number::Mistake::Invalid => Mistake::Invalid,
        };
        bad_size(&option.spelling(), given, mistake)
    })
}

/// Returns whether an option rules out an offset among the operands.
fn is_modern(option: &str) -> bool {
    matches!(
        option,
        "address-radix"
            | "skip-bytes"
            | "read-bytes"
            | "S"
            | "strings"
            | "format"
            | "output-duplicates"
            | "width"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a", "big"], &|options| {
            let _ = Settings::parse(options);
        });
    }
}
