//! Applies settings to the state of a terminal.

use crate::characters::{self, CHARACTERS, parse_byte, parse_integer};
use crate::device::Device;
use crate::modes::Mode;
use crate::show::Lines;
use crate::state::State;
use crate::{combinations, show};
use shared::prelude::*;
use shared::rustix::termios::SpecialCodeIndex as Code;
use shared::text::locale::skip_posix_space;

/// The state that settings change. What is not part of the state, such as the size, is changed on
/// the device at once. Without a device, settings are only checked.
pub(crate) struct Change<'a> {
    pub(crate) state: State,
    device: Option<&'a Device>,
    /// Whether a setting changed the state.
    pub(crate) is_needed: bool,
}

impl<'a> Change<'a> {
    pub(crate) fn new(state: State, device: Option<&'a Device>) -> Self {
        Self {
            state,
            device,
            is_needed: false,
        }
    }

    pub(crate) fn apply(&mut self, settings: &[&OsStr]) -> Result {
        let mut rest = settings.iter().copied();
        while let Some(setting) = rest.next() {
            self.apply_one(setting, &mut rest)?;
        }
        Ok(())
    }

    fn apply_one<'b>(
        &mut self,
        setting: &'b OsStr,
        rest: &mut dyn Iterator<Item = &'b OsStr>,
    ) -> Result {
        let mut argument = || {
            rest.next().ok_or_else(|| {
                let setting = quote(setting);
                Error::usage(format!("missing argument to {setting}"))
            })
        };
        if self.apply_named(setting, &mut argument)? {
            self.is_needed = true;
            return Ok(());
        }
        match setting.as_bytes() {
            b"rows" => return self.resize(Some(argument()?), None),
            b"cols" | b"columns" => return self.resize(None, Some(argument()?)),
            b"size" => return self.print_size(),
            b"speed" => return self.print_speed(),
            b"min" => {
                let value = parse_byte(argument()?)?;
                self.state.set_character(Code::VMIN, value);
            }
            b"time" => {
                let value = parse_byte(argument()?)?;
                self.state.set_character(Code::VTIME, value);
            }
            b"ispeed" => {
                let speed = parse_speed_of("ispeed", argument()?)?;
                self.state.set_input_speed(speed);
            }
            b"ospeed" => {
                let speed = parse_speed_of("ospeed", argument()?)?;
                self.state.set_output_speed(speed);
            }
            b"line" => self.set_line(argument()?)?,
            _ => self.apply_number(setting)?,
        }
        self.is_needed = true;
        Ok(())
    }

    /// Applies a setting that changes modes or a special character. Returns whether it is one.
    fn apply_named<'b>(
        &mut self,
        setting: &'b OsStr,
        argument: &mut dyn FnMut() -> Result<&'b OsStr>,
    ) -> Result<bool> {
        let bytes = setting.as_bytes();
        let (name, on) = match bytes.strip_prefix(b"-") {
            Some(name) => (name, false),
            None => (bytes, true),
        };
        if let Some(mode) = Mode::named(name).filter(|mode| on || mode.can_be_off()) {
            mode.set(on, &mut self.state);
            return Ok(true);
        }
        if combinations::apply(name, on, &mut self.state) {
            return Ok(true);
        }
        if let Some(character) = CHARACTERS.iter().find(|c| c.name.as_bytes() == bytes) {
            let value = characters::parse(argument()?)?;
            self.state.set_character(character.code, value);
            return Ok(true);
        }
        Ok(false)
    }

    fn set_line(&mut self, given: &OsStr) -> Result {
        let line = parse_integer(given, u64::MAX)?;
        self.state.line = line as u8; // GNU truncates the number, too
        if line > u8::MAX.into() {
            diagnostics::warning(&format!("invalid line discipline {}", quote(given)));
        }
        Ok(())
    }

    /// Applies a speed, or all settings in the form that `-g` prints.
    fn apply_number(&mut self, setting: &OsStr) -> Result {
        if let Some(speed) = parse_speed(setting.as_bytes()) {
            self.state.set_input_speed(speed);
            self.state.set_output_speed(speed);
        } else if !self.state.take_setting(setting.as_bytes()) {
            let setting = quote(setting);
            return Err(Error::usage(format!("invalid argument {setting}")));
        }
        Ok(())
    }

    fn resize(&self, rows: Option<&OsStr>, columns: Option<&OsStr>) -> Result {
        let Some(device) = self.device else {
            // A device that is no terminal is reported before a number that is invalid.
            return Ok(());
        };
        let parse = |number: &OsStr| parse_integer(number, i32::MAX as u64);
        let rows = rows.map(parse).transpose()?;
        let columns = columns.map(parse).transpose()?;
        device.resize(rows.map(|n| n as u16), columns.map(|n| n as u16))
    }

    fn print_size(&self) -> Result {
        let Some(device) = self.device else {
            return Ok(());
        };
        let Some((rows, columns)) = device.size() else {
            let name = quotef(device.name);
            let message = format!("{name}: no size information for this device");
            return Err(Error::new(message));
        };
        Ok(writeln!(stdout(), "{rows} {columns}")?)
    }

    fn print_speed(&self) -> Result {
        if self.device.is_none() {
            return Ok(());
        }
        let mut lines = Lines::of_terminal();
        lines.line(show::bare_speed(&self.state).as_bytes());
        Ok(stdout().write_all(&lines.text)?)
    }
}

fn parse_speed_of(which: &str, given: &OsStr) -> Result<u32> {
    parse_speed(given.as_bytes()).ok_or_else(|| {
        let given = quote(given);
        Error::usage(format!("invalid {which} {given}"))
    })
}

/// Parses a speed: a number, or one of two historical names.
fn parse_speed(text: &[u8]) -> Option<u32> {
    match text {
        b"exta" => Some(19200),
        b"extb" => Some(38400),
        _ => rounded(text),
    }
}

/// Rounds a decimal number to the nearest whole one, halves to an even one. Blanks and a plus sign
/// may precede it.
fn rounded(text: &[u8]) -> Option<u32> {
    let text = skip_posix_space(text);
    let text = std::str::from_utf8(text.strip_prefix(b"+").unwrap_or(text)).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let up = match fraction.trim_end_matches('0') {
        "5" => whole % 2 == 1,
        fraction => fraction >= "5",
    };
    whole.checked_add(up.into())
}
