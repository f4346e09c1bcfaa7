//! Templates of names: random letters replace the last run of X's.

use shared::fs::target::join;
use shared::input::random::Source;
use shared::prelude::*;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Random bytes from here on are discarded, so that all 62 letters are equally likely.
const FAIR: u8 = 248;

/// The fewest X's in a template.
const FEWEST: usize = 3;

/// The directory that the options ask for.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// `-p` or `--tmpdir` was given, with or without a name.
    asked: bool,
    directory: Option<&'static OsStr>,
    /// `-t`.
    pub(crate) deprecated: bool,
}

impl Place {
    /// Handles `-p DIR` and `--tmpdir[=DIR]`.
    pub(crate) fn below(&mut self, directory: Option<&'static OsStr>) {
        self.asked = true;
        self.directory = directory;
    }

    fn directory(&self) -> OsString {
        let from_environment = std::env::var_os("TMPDIR").filter(|dir| !dir.is_empty());
        let given = self.directory.filter(|dir| !dir.is_empty());
        let given = given.map(OsStr::to_owned);
        let directory = if self.deprecated {
            from_environment.or(given)
        } else {
            given.or(from_environment)
        };
        directory.unwrap_or_else(|| "/tmp".into())
    }
}

/// A name with a run of X's.
#[derive(Debug)]
pub(crate) struct Template {
    name: Vec<u8>,
    /// The run starts here.
    start: usize,
    end: usize,
}

impl Template {
    pub(crate) fn new(
        given: Option<&OsStr>,
        suffix: Option<&'static OsStr>,
        place: &Place,
    ) -> Result<Self> {
        let operand = given.unwrap_or(OsStr::new("tmp.XXXXXXXXXX"));
        let mut name = operand.as_bytes().to_vec();
        let end = match suffix {
            Some(suffix) => {
                if !name.ends_with(b"X") {
                    return Err(Error::new(format!(
                        "with --suffix, template {} must end in X",
                        quote(operand)
                    )));
                }
                name.extend_from_slice(suffix.as_bytes());
                operand.len()
            }
            None => name.iter().rposition(|&b| b == b'X').map_or(0, |i| i + 1),
        };
        let suffix = &name[end..];
        if end > 0 && holds_separator(suffix) {
            return Err(Error::new(format!(
                "invalid suffix {}, contains directory separator",
                quote(OsStr::from_bytes(suffix))
            )));
        }
        let start = end - name[..end].iter().rev().take_while(|&&b| b == b'X').count();
        if end - start < FEWEST {
            return Err(Error::new(format!(
                "too few X's in template {}",
                quote(OsStr::from_bytes(&name))
            )));
        }
        let mut template = Self { name, start, end };
        if place.asked || place.deprecated || given.is_none() {
            template.put_into(place)?;
        }
        Ok(template)
    }

    fn put_into(&mut self, place: &Place) -> Result {
        let shown = quote(OsStr::from_bytes(&self.name));
        if place.deprecated {
            if holds_separator(&self.name) {
                return Err(Error::new(format!(
                    "invalid template, {shown}, contains directory separator"
                )));
            }
        } else if self.name.starts_with(b"/") {
            return Err(Error::new(format!(
                "invalid template, {shown}; with --tmpdir, it may not be absolute"
            )));
        }
        let name = join(place.directory().as_bytes(), &self.name);
        let added = name.len() - self.name.len();
        (self.start, self.end) = (self.start + added, self.end + added);
        self.name = name;
        Ok(())
    }

    /// The template with its X's.
    pub(crate) fn name(&self) -> &OsStr {
        OsStr::from_bytes(&self.name)
    }

    /// Returns the template with random letters.
    pub(crate) fn filled(&self, random: &mut Source) -> Result<OsString> {
        let mut name = self.name.clone();
        for place in &mut name[self.start..self.end] {
            let mut byte = [u8::MAX];
            while byte[0] >= FAIR {
                random.fill(&mut byte)?;
            }
            *place = LETTERS[usize::from(byte[0]) % LETTERS.len()];
        }
        Ok(OsString::from_vec(name))
    }
}

/// Returns whether a slash separates two components. Slashes at the end do not.
fn holds_separator(name: &[u8]) -> bool {
    let last = name.iter().rposition(|&b| b != b'/').map_or(0, |i| i + 1);
    name[..last].contains(&b'/') || last == 0 && !name.is_empty()
}
