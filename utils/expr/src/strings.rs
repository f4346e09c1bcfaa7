//! What expr knows of strings, which are made of characters.

use crate::INVALID;
use crate::value::Value;
use shared::prelude::*;
use shared::text::characters::Character;
use shared::text::locale;
use shared::values::regex::{Regex, Syntax};

/// The characters of a string; a byte that is none stands for itself. Where there are only
/// ASCII's, nobody asks for the locale.
struct Characters<'a> {
    rest: &'a [u8],
    single: bool,
}

fn characters(text: &[u8]) -> Characters<'_> {
    Characters {
        rest: text,
        single: text.is_ascii() || !locale::is_multibyte(),
    }
}

impl<'a> Iterator for Characters<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let len = match self.single {
            true => 1,
            false => Character::first_of(self.rest).len,
        };
        let (character, rest) = self.rest.split_at(len);
        self.rest = rest;
        Some(character)
    }
}

/// The number of characters.
pub(crate) fn length(text: &[u8]) -> usize {
    match characters(text) {
        Characters { single: true, .. } => text.len(),
        characters => characters.count(),
    }
}

/// The place of the first character that is one of `wanted`, from 1; 0 if there is none.
pub(crate) fn index(text: &[u8], wanted: &[u8]) -> usize {
    let is_wanted = |c: &[u8]| characters(wanted).any(|w| w == c);
    characters(text).position(is_wanted).map_or(0, |at| at + 1)
}

/// `count` characters of `text`, or what there is of them, from the `from`th, the first being 1.
pub(crate) fn part(text: &[u8], from: usize, count: usize) -> Value {
    let Some(before) = from.checked_sub(1) else {
        return Value::Word(b"");
    };
    Value::Text(
        characters(text)
            .skip(before)
            .take(count)
            .flatten()
            .copied()
            .collect(),
    )
}

/// What `pattern` matches at the start of `text`: the first group, or how many characters.
pub(crate) fn matched(text: &[u8], pattern: &[u8]) -> Result<Value> {
    let regex = Regex::new(pattern, Syntax::GNU_BASIC);
    let mut regex = regex
        .map_err(|reason| Error::new(reason).with_status(INVALID))?
        .anchored_to_text();
    let found = regex.match_at(text, 0)?;
    Ok(match (found, regex.groups()) {
        (Some(found), 0) => Value::from(length(&text[found])),
        (Some(_), _) => Value::Text(regex.group(1).map_or(Vec::new(), |g| text[g].to_vec())),
        (None, 0) => Value::ZERO,
        (None, _) => Value::Word(b""),
    })
}
