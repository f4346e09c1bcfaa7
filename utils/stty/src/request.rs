//! The command line, read by hand: settings look like options (`-echo`), and what is no option
//! is a setting.

use shared::prelude::*;

/// What is asked for.
#[derive(Default)]
pub(crate) struct Request {
    /// `--help` or `--version`: all else doesn't matter.
    pub(crate) standard: Option<&'static str>,
    pub(crate) all: bool,
    pub(crate) save: bool,
    pub(crate) device: Option<&'static OsStr>,
    /// `-drain`: do settings change before all output is written?
    pub(crate) at_once: bool,
    pub(crate) settings: Vec<&'static OsStr>,
}

type Rest<'a> = &'a mut dyn Iterator<Item = &'static OsStr>;

impl Request {
    pub(crate) fn read(arguments: &[&'static OsStr]) -> Result<Self> {
        let mut request = Self::default();
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            if argument == "--" && request.settings.is_empty() {
                // GNU's stty takes no settings behind it.
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

    /// Takes `argument` if it is made of options, with their values from `rest`.
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

    /// A long option, maybe abbreviated.
    fn take_long(&mut self, long: &'static [u8], rest: Rest<'_>) -> Result<bool> {
        let mut parts = long.splitn(2, |&b| b == b'=');
        let name = parts.next().unwrap_or_default();
        let value = parts.next();
        // No two of them begin alike.
        let options = ["--all", "--save", "--file", "--help", "--version"];
        let is_meant = |option: &&str| option.as_bytes()[2..].starts_with(name);
        match options.into_iter().find(is_meant) {
            Some("--file") => return self.take_device(value, rest),
            None => return Ok(false),
            Some(_) if value.is_some() => return Ok(false),
            Some("--all") => self.all = true,
            Some("--save") => self.save = true,
            standard => self.standard = standard,
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
