//! Lines by bytes or characters.

use shared::characters::Character;
use shared::locale;
use shared::ranges::Range;

/// What positions count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Bytes,
    /// Bytes, though a character is selected as a whole, by its last byte.
    WholeCharacters,
    /// Characters; a byte that belongs to none is one.
    Characters,
}

pub(crate) struct Positions {
    unit: Unit,
    utf8: bool,
    delimiter: Vec<u8>,
}

impl Positions {
    pub(crate) fn new(characters: bool, whole: bool, delimiter: Vec<u8>) -> Self {
        let unit = match (characters, whole) {
            (true, _) if locale::is_multibyte() => Unit::Characters,
            (false, true) if locale::is_multibyte() => Unit::WholeCharacters,
            _ => Unit::Bytes,
        };
        Self {
            unit,
            utf8: unit == Unit::Characters && locale::is_utf8(),
            delimiter,
        }
    }

    pub(crate) fn cut(&self, line: &[u8], ranges: &[Range], end: u8, out: &mut Vec<u8>) {
        match self.unit {
            Unit::WholeCharacters if !line.is_ascii() => {
                self.by_whole_characters(line, ranges, out)
            }
            Unit::Characters if !line.is_ascii() => self.by_characters(line, ranges, out),
            _ => self.by_bytes(line, ranges, out),
        }
        out.push(end);
    }

    fn by_bytes(&self, line: &[u8], ranges: &[Range], out: &mut Vec<u8>) {
        for (i, range) in ranges.iter().enumerate() {
            if range.first > line.len() {
                break;
            }
            if i > 0 {
                out.extend_from_slice(&self.delimiter);
            }
            out.extend_from_slice(&line[range.first - 1..range.last.min(line.len())]);
        }
    }

    fn by_whole_characters(&self, line: &[u8], ranges: &[Range], out: &mut Vec<u8>) {
        let mut lead: &[u8] = b"";
        // Where the character begins that holds the byte at `at`.
        let (mut start, mut next) = (0, 0);
        let mut boundary = |at: usize| {
            while next <= at && next < line.len() {
                start = next;
                next += Character::first_of(&line[next..]).len;
            }
            if at < next { start } else { next }
        };
        for range in ranges {
            let from = boundary(range.first - 1);
            let to = boundary(range.last.min(line.len()));
            if from < to {
                out.extend_from_slice(lead);
                out.extend_from_slice(&line[from..to]);
                lead = &self.delimiter;
            }
        }
    }

    fn by_characters(&self, line: &[u8], ranges: &[Range], out: &mut Vec<u8>) {
        let skip = if self.utf8 { skip_utf8 } else { skip_any };
        let (mut at, mut position) = (0, 1);
        for (i, range) in ranges.iter().enumerate() {
            at += skip(&line[at..], range.first - position);
            if at == line.len() {
                break;
            }
            if i > 0 {
                out.extend_from_slice(&self.delimiter);
            }
            let len = match range.last {
                usize::MAX => line.len() - at,
                last => skip(&line[at..], last - range.first + 1),
            };
            out.extend_from_slice(&line[at..at + len]);
            at += len;
            position = range.last.saturating_add(1);
        }
    }
}

/// The bytes of so many characters, or of all there are, in UTF-8.
fn skip_utf8(text: &[u8], mut characters: usize) -> usize {
    const ASCII: usize = 8;
    let mut at = 0;
    while characters > 0 && at < text.len() {
        if characters >= ASCII
            && let Some(next) = text[at..].first_chunk::<ASCII>()
            && next.is_ascii()
        {
            (at, characters) = (at + ASCII, characters - ASCII);
            continue;
        }
        at += match text[at..] {
            [..0x80, ..] => 1,
            [0xc2..0xe0, 0x80..0xc0, ..] => 2,
            _ => Character::first_of(&text[at..]).len,
        };
        characters -= 1;
    }
    at
}

/// The same in any encoding.
fn skip_any(text: &[u8], characters: usize) -> usize {
    let mut at = 0;
    for _ in 0..characters {
        if at == text.len() {
            break;
        }
        at += Character::first_of(&text[at..]).len;
    }
    at
}
