//! The operations on strings, which count characters of the locale.

use crate::INVALID;
use crate::value::Value;
use shared::prelude::*;
use shared::text::characters::Character;
use shared::text::locale::{self, Category};
use shared::values::regex::{Regex, Syntax};

/// Iterates over the characters of a string. An invalid byte counts as a character.
struct Characters<'a> {
    rest: &'a [u8],
    /// Every character is one byte.
    single: bool,
}

/// Returns the characters of `text`. Does not load the locale if they are all ASCII.
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

/// Returns the number of characters.
pub(crate) fn length(text: &[u8]) -> usize {
    match characters(text) {
        Characters { single: true, .. } => text.len(),
        characters => characters.count(),
    }
}

/// Returns the position, from 1, of the first character that is one of `wanted`, or 0.
pub(crate) fn index(text: &[u8], wanted: &[u8]) -> usize {
    let is_wanted = |c: &[u8]| characters(wanted).any(|w| w == c);
    characters(text).position(is_wanted).map_or(0, |at| at + 1)
}

/// Returns up to `count` characters of `text` from position `from`, which counts from 1.
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

/// Matches `pattern` at the start of `text`. Returns the text of the first group, or the number
/// of characters matched if there are no groups.
pub(crate) fn matched(text: &[u8], pattern: &[u8]) -> Result<Value> {
    // A comparison may have loaded the collation order, which ranges don't follow.
    locale::without_category(Category::Collate, || matched_by_code(text, pattern))
}

fn matched_by_code(text: &[u8], pattern: &[u8]) -> Result<Value> {
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
