//! The command line. getopt_long(3) can't read it: settings may look like options (`-echo`), and
//! an argument that is not an option is a setting.

use shared::prelude::*;

/// What the command line asks for.
#[derive(Default)]
pub(crate) struct Request {
    /// If given, the rest doesn't matter.
    pub(crate) standard: Option<Standard>,
    pub(crate) all: bool,
    pub(crate) save: bool,
    pub(crate) device: Option<&'static OsStr>,
    /// `-drain`: change settings without waiting until output is written.
    pub(crate) at_once: bool,
    pub(crate) settings: Vec<&'static OsStr>,
}

/// An option that every utility has.
#[derive(Clone, Copy)]
pub(crate) enum Standard {
    Help,
    Version,
}

impl Standard {
    /// The option as it is given.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Help => "--help",
            Self::Version => "--version",
        }
    }
}

#[derive(Clone, Copy)]
enum Long {
    All,
    Save,
    File,
    Standard(Standard),
}

const LONG_OPTIONS: [(&str, Long); 5] = [
    ("all", Long::All),
    ("save", Long::Save),
    ("file", Long::File),
    ("help", Long::Standard(Standard::Help)),
    ("version", Long::Standard(Standard::Version)),
];

/// The arguments that were not read yet.
type Rest<'a> = &'a mut dyn Iterator<Item = &'static OsStr>;

impl Request {
    pub(crate) fn parse(arguments: &[&'static OsStr]) -> Result<Self> {
        let mut request = Self::default();
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                // GNU's stty ignores what follows, unless a setting came before.
                if !request.settings.is_empty() {
                    request.settings.push(argument);
                    request.settings.extend(rest);
                }
                break;
            }
            if !request.take(argument, &mut rest)? {
                request.settings.push(argument);
            }
            if request.standard.is_some() {
                break;
            }
        }
        Ok(request)
    }

    /// Takes `argument` if it consists of options. A value may come from `rest`. Returns whether
    /// it did.
    fn take(&mut self, argument: &'static OsStr, rest: Rest<'_>) -> Result<bool> {
        match argument.as_bytes() {
            b"drain" => self.at_once = false,
            b"-drain" => self.at_once = true,
            [b'-', b'-', long @ ..] if !long.is_empty() => return self.take_long(long, rest),
            [b'-', letters @ ..] if !letters.is_empty() => {
                return self.take_letters(letters, rest);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn take_letters(&mut self, letters: &'static [u8], rest: Rest<'_>) -> Result<bool> {
        for (i, letter) in letters.iter().enumerate() {
            match letter {
                b'a' => self.all = true,
                b'g' => self.save = true,
                b'F' => {
                    let behind = Some(&letters[i + 1..]).filter(|value| !value.is_empty());
                    return self.take_device(behind, rest);
                }
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Takes a long option, which may be abbreviated.
    fn take_long(&mut self, long: &'static [u8], rest: Rest<'_>) -> Result<bool> {
        let mut parts = long.splitn(2, |&b| b == b'=');
        let name = parts.next().unwrap_or_default();
        let value = parts.next();
        // Each name starts with another letter, so no abbreviation is ambiguous.
        let is_meant = |(option, _): &&(&str, Long)| option.as_bytes().starts_with(name);
        match LONG_OPTIONS
            .iter()
            .find(is_meant)
            .map(|&(_, option)| option)
        {
            Some(Long::File) => return self.take_device(value, rest),
            None => return Ok(false),
            Some(_) if value.is_some() => return Ok(false),
            Some(Long::All) => self.all = true,
            Some(Long::Save) => self.save = true,
            Some(Long::Standard(standard)) => self.standard = Some(standard),
        }
        Ok(true)
    }

    fn take_device(&mut self, value: Option<&'static [u8]>, rest: Rest<'_>) -> Result<bool> {
        let value = value.map(OsStr::from_bytes);
        let Some(device) = value.or_else(|| rest.next()) else {
            return Ok(false);
        };
        if self.device.replace(device).is_some() {
            return Err(Error::new("only one device may be specified"));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        for option in crate::cli().all() {
            for spelling in option.spellings() {
                let arguments = [OsStr::new(&*spelling.clone().leak()), OsStr::new("value")];
                let request = Request::parse(&arguments).unwrap();
                assert!(!request.settings.contains(&arguments[0]), "{spelling}");
            }
        }
    }
}
