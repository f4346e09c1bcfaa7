//! Lists settings, in lines that fit the terminal.

use crate::characters::{CHARACTERS, visible};
use crate::modes::{MODES, Mode};
use crate::state::{State, Word};
use shared::program::output;
use shared::rustix::termios::{SpecialCodeIndex as Code, tcgetwinsize};

/// Lines of items. A line that gets too long is broken between items.
pub(crate) struct Lines {
    pub(crate) text: Vec<u8>,
    width: usize,
    column: usize,
}

impl Lines {
    /// The width is that of the terminal on standard output, or else `COLUMNS`, or else 80.
    pub(crate) fn of_terminal() -> Self {
        let of_terminal = || match tcgetwinsize(output::descriptor()) {
            Ok(size) if size.ws_col > 0 => Some(usize::from(size.ws_col)),
            _ => None,
        };
        let of_environment = || {
            let columns = std::env::var("COLUMNS").ok()?.parse().ok()?;
            Some(columns).filter(|&columns| columns > 0)
        };
        Self {
            text: Vec::new(),
            width: of_terminal().or_else(of_environment).unwrap_or(80),
            column: 0,
        }
    }

    /// Appends a line.
    pub(crate) fn line(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.end();
    }

    /// Appends all settings.
    pub(crate) fn all(&mut self, state: &State, size: Option<(u16, u16)>) {
        self.push(&speed(state));
        if let Some((rows, columns)) = size {
            self.push(&format!("rows {rows}; columns {columns};"));
        }
        self.push(&format!("line = {};", state.line));
        self.end();
        for character in &CHARACTERS {
            let value = visible(state.character(character.code));
            self.push(&format!("{} = {value};", character.name));
        }
        self.push(&min_and_time(state));
        self.end();
        for word in WORDS {
            for mode in listed(word) {
                if mode.is_on(state) {
                    self.push(mode.name);
                } else if mode.can_be_off() {
                    self.push(&format!("-{}", mode.name));
                }
            }
            self.end();
        }
    }

    /// Appends the settings that differ from a sane terminal.
    pub(crate) fn changed(&mut self, state: &State) {
        self.push(&speed(state));
        self.push(&format!("line = {};", state.line));
        self.end();
        for character in &CHARACTERS {
            let value = state.character(character.code);
            if value != character.default {
                self.push(&format!("{} = {};", character.name, visible(value)));
            }
        }
        let edits = Mode::named(b"icanon").is_some_and(|mode| mode.is_on(state));
        if !edits {
            self.push(&min_and_time(state));
        }
        self.end_if_begun();
        for word in WORDS {
            for mode in listed(word).filter(|mode| mode.is_insane(state)) {
                let off = if mode.is_on(state) { "" } else { "-" };
                self.push(&format!("{off}{}", mode.name));
            }
            self.end_if_begun();
        }
    }

    /// Appends an item, on a new line if it doesn't fit.
    fn push(&mut self, item: &str) {
        if self.column > 0 {
            if self.column + 1 + item.len() > self.width {
                self.end();
            } else {
                self.text.push(b' ');
                self.column += 1;
            }
        }
        self.text.extend_from_slice(item.as_bytes());
        self.column += item.len();
    }

    fn end(&mut self) {
        self.text.push(b'\n');
        self.column = 0;
    }

    fn end_if_begun(&mut self) {
        if self.column > 0 {
            self.end();
        }
    }
}

const WORDS: [Word; 4] = [Word::Control, Word::Input, Word::Output, Word::Local];

fn listed(word: Word) -> impl Iterator<Item = &'static Mode> {
    MODES
        .iter()
        .filter(move |mode| mode.word == word && !mode.is_alias)
}

fn min_and_time(state: &State) -> String {
    let (min, time) = (state.character(Code::VMIN), state.character(Code::VTIME));
    format!("min = {min}; time = {time};")
}

fn speed(state: &State) -> String {
    match (state.input_speed, state.output_speed) {
        (input, output) if input != output && input != 0 => {
            format!("ispeed {input} baud; ospeed {output} baud;")
        }
        (_, output) => format!("speed {output} baud;"),
    }
}

/// Returns the speed, or input and output speed, without words.
pub(crate) fn bare_speed(state: &State) -> String {
    match (state.input_speed, state.output_speed) {
        (input, output) if input != output && input != 0 => format!("{input} {output}"),
        (_, output) => output.to_string(),
    }
}
