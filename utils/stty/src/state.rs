//! The settings of a terminal, as numbers.

use crate::characters::{self, CHARACTERS};
use shared::libc;
use shared::prelude::*;
use shared::rustix::termios::{
    ControlModes, InputModes, LocalModes, OutputModes, SpecialCodeIndex as Code, Termios,
};

/// The fields of termios(3) that hold modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Control,
    Input,
    Output,
    Local,
}

/// The special characters in the order of `c_cc`.
const CODES: [Code; 17] = [
    Code::VINTR,
    Code::VQUIT,
    Code::VERASE,
    Code::VKILL,
    Code::VEOF,
    Code::VTIME,
    Code::VMIN,
    Code::VSWTC,
    Code::VSTART,
    Code::VSTOP,
    Code::VSUSP,
    Code::VEOL,
    Code::VREPRINT,
    Code::VDISCARD,
    Code::VWERASE,
    Code::VLNEXT,
    Code::VEOL2,
];

/// The length of `c_cc` in the C library (NCCS), all of which `-g` prints.
const ROOM: usize = 32;

/// All settings that `tcsetattr(3)` knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    words: [u32; 4],
    pub(crate) line: u8,
    characters: [u8; CODES.len()],
    pub(crate) input_speed: u32,
    pub(crate) output_speed: u32,
    /// Whether a setting changed the speeds.
    speeds_were_set: bool,
}

impl State {
    pub(crate) fn of(termios: &Termios) -> Self {
        Self {
            words: [
                termios.control_modes.bits(),
                termios.input_modes.bits(),
                termios.output_modes.bits(),
                termios.local_modes.bits(),
            ],
            line: termios.line_discipline,
            characters: CODES.map(|code| termios.special_codes[code]),
            input_speed: termios.input_speed(),
            output_speed: termios.output_speed(),
            speeds_were_set: false,
        }
    }

    /// Returns the special characters, in the order of `c_cc`.
    pub(crate) fn characters(&self) -> &[u8] {
        &self.characters
    }

    /// Copies all settings but the special characters to `termios`.
    pub(crate) fn put_into(&self, termios: &mut Termios) -> io::Result<()> {
        termios.control_modes = ControlModes::from_bits_retain(self.word(Word::Control));
        termios.input_modes = InputModes::from_bits_retain(self.word(Word::Input));
        termios.output_modes = OutputModes::from_bits_retain(self.word(Word::Output));
        termios.local_modes = LocalModes::from_bits_retain(self.word(Word::Local));
        termios.line_discipline = self.line;
        if self.speeds_were_set {
            termios.set_output_speed(self.output_speed)?;
            if self.input_speed == self.output_speed {
                // Zero: the input speed follows the output speed.
                termios.control_modes -= INPUT_SPEED;
            } else {
                termios.set_input_speed(self.input_speed)?;
            }
        }
        Ok(())
    }

    pub(crate) fn word(&self, word: Word) -> u32 {
        self.words[word as usize]
    }

    pub(crate) fn word_mut(&mut self, word: Word) -> &mut u32 {
        &mut self.words[word as usize]
    }

    pub(crate) fn character(&self, code: Code) -> u8 {
        let place = CODES.iter().position(|&c| c == code);
        place.map_or(0, |place| self.characters[place])
    }

    pub(crate) fn set_character(&mut self, code: Code, character: u8) {
        if let Some(place) = CODES.iter().position(|&c| c == code) {
            self.characters[place] = character;
        }
    }

    /// Sets all special characters, `min` and `time` to their defaults.
    pub(crate) fn reset_characters(&mut self) {
        for character in &CHARACTERS {
            self.set_character(character.code, character.default);
        }
        self.set_character(Code::VMIN, characters::MIN);
        self.set_character(Code::VTIME, characters::TIME);
    }

    pub(crate) fn set_input_speed(&mut self, speed: u32) {
        self.input_speed = speed;
        self.speeds_were_set = true;
    }

    pub(crate) fn set_output_speed(&mut self, speed: u32) {
        self.output_speed = speed;
        self.speeds_were_set = true;
    }

    /// Returns whether a terminal in this state has all settings of `wanted`.
    pub(crate) fn agrees_with(&self, wanted: &Self) -> bool {
        let speeds = |state: &Self| (state.input_speed, state.output_speed);
        let mut words = (self.words, wanted.words);
        for words in [&mut words.0, &mut words.1] {
            // These bits repeat the speeds, which are compared below.
            words[Word::Control as usize] &= !(INPUT_SPEED | OUTPUT_SPEED).bits();
        }
        words.0 == words.1
            && (self.line, self.characters) == (wanted.line, wanted.characters)
            && (!wanted.speeds_were_set || speeds(self) == speeds(wanted))
    }

    /// Returns whether a terminal in this state has the character size, parity and receiver setting
    /// of `wanted`, which not every device can change.
    pub(crate) fn has_frames_of(&self, wanted: &Self) -> bool {
        let (mine, wanted) = (self.word(Word::Control), wanted.word(Word::Control));
        let same = |mask| mine & mask == wanted & mask;
        same(libc::PARENB | libc::CREAD) && (wanted & libc::CSIZE == 0 || same(libc::CSIZE))
    }

    /// Returns all settings as one: hexadecimal numbers, separated by colons.
    pub(crate) fn to_setting(&self) -> Vec<u8> {
        let [control, input, output, local] = self.words;
        let mut text = format!("{input:x}:{output:x}:{control:x}:{local:x}");
        for place in 0..ROOM {
            let character = self.characters.get(place).copied().unwrap_or(0);
            text.push_str(&format!(":{character:x}"));
        }
        text.into_bytes()
    }

    /// Applies a setting made by [`to_setting`](Self::to_setting). Returns whether `text` is one.
    pub(crate) fn take_setting(&mut self, text: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        let mut numbers = Vec::with_capacity(4 + ROOM);
        for part in text.split(':') {
            if !part.bytes().all(|b| b.is_ascii_hexdigit()) {
                return false;
            }
            match u32::from_str_radix(part, 16) {
                Ok(number) => numbers.push(number),
                Err(_) => return false,
            }
        }
        let [input, output, control, local, characters @ ..] = &numbers[..] else {
            return false;
        };
        if characters.len() != ROOM || characters.iter().any(|&c| c > 0xff) {
            return false;
        }
        self.words = [*control, *input, *output, *local];
        for (to, from) in self.characters.iter_mut().zip(characters) {
            *to = *from as u8;
        }
        self.speeds_were_set = false;
        true
    }
}

// The bits of the control modes that hold the speeds which have a constant.
const OUTPUT_SPEED: ControlModes = ControlModes::from_bits_retain(libc::CBAUD);
const INPUT_SPEED: ControlModes = ControlModes::from_bits_retain(libc::CIBAUD);
