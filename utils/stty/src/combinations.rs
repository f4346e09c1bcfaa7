//! Combination settings, each of which stands for several others.

use crate::characters::CHARACTERS;
use crate::modes::{Mode, make_sane};
use crate::state::{State, Word};
use shared::rustix::termios::SpecialCodeIndex as Code;

/// Applies the combination `name`, or its opposite, to `state`. Returns whether it exists.
pub(crate) fn apply(name: &[u8], on: bool, state: &mut State) -> bool {
    let modes = match (name, on) {
        (b"parity" | b"evenp", true) => "parenb -parodd cs7",
        (b"oddp", true) => "parenb parodd cs7",
        (b"parity" | b"evenp" | b"oddp", false) => "-parenb cs8",
        (b"nl", true) => "-icrnl -onlcr",
        (b"nl", false) => "icrnl -inlcr -igncr onlcr -ocrnl -onlret",
        (b"cbreak", true) => "-icanon",
        (b"cbreak", false) => "icanon",
        (b"pass8", true) => "-parenb -istrip cs8",
        (b"pass8", false) => "parenb istrip cs7",
        (b"litout", true) => "-parenb -istrip -opost cs8",
        (b"litout", false) => "parenb istrip opost cs7",
        (b"raw", true) | (b"cooked", false) => {
            *state.word_mut(Word::Input) = 0;
            state.set_character(Code::VMIN, 1);
            state.set_character(Code::VTIME, 0);
            "-opost -isig -icanon -xcase"
        }
        (b"raw", false) | (b"cooked", true) => "brkint ignpar istrip icrnl ixon opost isig icanon",
        (b"decctlq", true) => "-ixany",
        (b"decctlq", false) => "ixany",
        (b"tabs", true) => "tab0",
        (b"tabs", false) => "tab3",
        (b"lcase" | b"LCASE", true) => "xcase iuclc olcuc",
        (b"lcase" | b"LCASE", false) => "-xcase -iuclc -olcuc",
        (b"crt", true) => "echoe echoctl echoke",
        (b"dec", true) => {
            reset(&[Code::VINTR, Code::VERASE, Code::VKILL], state);
            "echoe echoctl echoke -ixany"
        }
        (b"ek", true) => {
            reset(&[Code::VERASE, Code::VKILL], state);
            ""
        }
        (b"sane", true) => {
            make_sane(state);
            state.reset_characters();
            ""
        }
        _ => return false,
    };
    for word in modes.split_whitespace() {
        let (name, on) = match word.strip_prefix('-') {
            Some(name) => (name, false),
            None => (word, true),
        };
        if let Some(mode) = Mode::named(name.as_bytes()) {
            mode.set(on, state);
        }
    }
    true
}

/// Sets special characters to their defaults.
fn reset(codes: &[Code], state: &mut State) {
    for character in CHARACTERS.iter().filter(|c| codes.contains(&c.code)) {
        state.set_character(character.code, character.default);
    }
}
