//! The part of a line that is compared.

use shared::text::blanks;
use shared::text::characters::Character;
use shared::text::collation::Bytes;
use shared::text::locale;

/// Which part of a line is compared, and how.
pub(crate) struct Key {
    /// How many fields to skip.
    pub(crate) fields: usize,
    /// How many characters to skip after them.
    pub(crate) chars: usize,
    /// How many characters to compare at most.
    pub(crate) width: usize,
    /// Each byte in upper case, if case is ignored.
    capitals: Option<Box<[u8; 256]>>,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            fields: 0,
            chars: 0,
            width: usize::MAX,
            capitals: None,
        }
    }
}

impl Key {
    pub(crate) fn fold_case(&mut self) {
        self.capitals = Some(Box::new(Bytes::of_locale().upper));
    }

    /// Returns whether two parts are equal.
    #[inline]
    pub(crate) fn equal(&self, a: &[u8], b: &[u8]) -> bool {
        match &self.capitals {
            None => a == b,
            Some(capitals) => {
                let same =
                    |(&a, &b): (&u8, &u8)| capitals[usize::from(a)] == capitals[usize::from(b)];
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
        }
    }

    /// Returns the part of `line` that is compared.
    #[inline]
    pub(crate) fn of<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let start = if self.fields > 0 {
            self.skip_fields(line)
        } else {
            0
        };
        let rest = &line[start..];
        let rest = &rest[bytes_of(rest, self.chars)..];
        &rest[..bytes_of(rest, self.width)]
    }

    fn skip_fields(&self, line: &[u8]) -> usize {
        let mut at = 0;
        for _ in 0..self.fields {
            if at == line.len() {
                break;
            }
            at += blanks::run(&line[at..], true);
            at += blanks::run(&line[at..], false);
        }
        at
    }
}

/// Returns the length of the first `characters` characters, or of the whole text.
#[inline]
fn bytes_of(text: &[u8], characters: usize) -> usize {
    if characters == 0 || characters >= text.len() || !locale::is_multibyte() {
        return characters.min(text.len());
    }
    let mut at = 0;
    for _ in 0..characters {
        if at == text.len() {
            break;
        }
        at += match text[at] {
            ..0x80 => 1,
            _ => Character::first_of(&text[at..]).len,
        };
    }
    at
}
