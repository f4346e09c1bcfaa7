//! Runs of blanks between fields, for join and uniq. A newline counts as a blank.

use crate::text::characters::Character;
use crate::text::locale;

/// Returns the length of the run of blanks (or of other bytes, if `blanks` is false) at the start
/// of `text`.
#[inline]
pub fn run(text: &[u8], blanks: bool) -> usize {
    let other = |&byte: &u8| byte >= 0x80 || matches!(byte, b' ' | b'\t' | b'\n') != blanks;
    match text.iter().position(other) {
        None => text.len(),
        Some(len) if text[len] < 0x80 => len,
        Some(len) => len + any_run(&text[len..], blanks),
    }
}

/// Like `run`, for text that is not all ASCII.
fn any_run(text: &[u8], blanks: bool) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let (is_blank, len) = match byte {
            0..0x80 => (matches!(byte, b' ' | b'\t' | b'\n'), 1),
            _ if !locale::is_multibyte() => (false, 1),
            _ => {
                let character = Character::first_of(&text[at..]);
                (character.is_blank(), character.len)
            }
        };
        if is_blank != blanks {
            break;
        }
        at += len;
    }
    at
}
