//! Quoting of names in messages and listings, as GNU quotes them (gnulib's quotearg; manual node
//! "Formatting the file names").
//!
//! Messages are Rust strings. In an encoding other than UTF-8, printable characters beyond ASCII
//! that are not valid UTF-8 appear in messages as U+FFFD. Listings keep the bytes.

use crate::text::locale::{self, Decoded};
use crate::text::words::{Table, table};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// A quoting style: the keywords of `--quoting-style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Names are not quoted.
    Literal,
    /// For the shell, only where necessary. Unprintable characters are not escaped.
    Shell,
    /// For the shell, always. Unprintable characters are not escaped.
    ShellAlways,
    /// For the shell, only where necessary. Unprintable characters become `$'\n'`.
    ShellEscape,
    /// For the shell, always. Unprintable characters become `$'\n'`.
    ShellEscapeAlways,
    /// As a string literal of C.
    C,
    /// As a string literal of C if that quotes or escapes something, else unquoted.
    CMaybe,
    /// As a string literal of C without the quotes.
    Escape,
    /// ‘x’ in UTF-8, 'x' elsewhere, with C's escapes.
    Locale,
    /// ‘x’ in UTF-8, "x" elsewhere, with C's escapes.
    Clocale,
}

/// The keywords of `--quoting-style` and `QUOTING_STYLE`, in the order of the manual.
pub const STYLES: Table<Style> = table![
    ("literal", Style::Literal),
    ("shell", Style::Shell),
    ("shell-always", Style::ShellAlways),
    ("shell-escape", Style::ShellEscape),
    ("shell-escape-always", Style::ShellEscapeAlways),
    ("c", Style::C),
    ("c-maybe", Style::CMaybe),
    ("escape", Style::Escape),
    ("locale", Style::Locale),
    ("clocale", Style::Clocale),
];

/// Quotes a word in a message: ‘x’ in UTF-8, 'x' elsewhere.
pub fn quote(name: &OsStr) -> String {
    Quoting::new(Style::Locale).text(name)
}

/// Returns a word for a message that puts quotes around it itself. Bytes that are not UTF-8 are
/// escaped as in C.
pub fn escaped(word: &OsStr) -> String {
    let mut text = String::new();
    for chunk in word.as_bytes().utf8_chunks() {
        text += chunk.valid();
        for byte in chunk.invalid() {
            text += &format!("\\{byte:03o}");
        }
    }
    text
}

/// Quotes a file name before a colon: for the shell, if necessary or if the name contains a colon.
pub fn quotef(name: &OsStr) -> String {
    Quoting::new(Style::ShellEscape).and(b":").text(name)
}

/// Quotes a file name within a sentence: always for the shell.
pub fn quoteaf(name: &OsStr) -> String {
    Quoting::new(Style::ShellEscapeAlways).text(name)
}

/// The ASCII characters that a shell reads as themselves wherever they stand.
const PLAIN: u128 = {
    let mut set = 0;
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'%' | b'+'..=b'/' | b':' | b'@' | b'_') {
            set |= 1 << byte;
        }
        byte += 1;
    }
    set
};

/// A style, and additional characters to quote.
#[derive(Clone, Copy, Debug)]
pub struct Quoting {
    style: Style,
    also: u128,
}

impl Quoting {
    /// Uses a style without additional characters.
    pub const fn new(style: Style) -> Self {
        Self { style, also: 0 }
    }

    /// Also quotes these ASCII characters.
    #[must_use]
    pub fn and(mut self, characters: &[u8]) -> Self {
        self.also |= characters.iter().fold(0, |set, c| set | 1 << (c & 127));
        self
    }

    /// Returns the style.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Returns a quoted name for a message.
    pub fn text(&self, name: &OsStr) -> String {
        let mut out = Vec::with_capacity(name.len() + 8);
        self.push(name.as_bytes(), &mut out);
        String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into())
    }

    /// Appends a quoted name.
    pub fn push(&self, name: &[u8], out: &mut Vec<u8>) {
        match self.style {
            Style::Literal => out.extend_from_slice(name),
            Style::Shell => self.push_shell(name, false, false, out),
            Style::ShellAlways => self.push_shell(name, true, false, out),
            Style::ShellEscape => self.push_shell(name, false, true, out),
            Style::ShellEscapeAlways => self.push_shell(name, true, true, out),
            Style::C => self.push_c(name, b"\"", b"\"", out),
            Style::CMaybe if !self.needs_c(name) => out.extend_from_slice(name),
            Style::CMaybe => Self::new(Style::C).push(name, out),
            Style::Escape => self.push_c(name, b"", b"", out),
            Style::Locale | Style::Clocale if locale::is_utf8() => {
                self.push_c(name, "‘".as_bytes(), "’".as_bytes(), out);
            }
            Style::Locale => self.push_c(name, b"'", b"'", out),
            Style::Clocale => self.push_c(name, b"\"", b"\"", out),
        }
    }

    fn also(&self, byte: u8) -> bool {
        byte < 128 && self.also >> byte & 1 != 0
    }

    /// Returns whether C needs more than doubled backslashes.
    fn needs_c(&self, name: &[u8]) -> bool {
        let mut rest = name;
        while !rest.is_empty() {
            let (bytes, printable) = next_character(&mut rest);
            if !printable || bytes == b"\"" || self.also(bytes[0]) {
                return true;
            }
        }
        false
    }

    fn push_c(&self, name: &[u8], open: &[u8], close: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(open);
        let mut rest = name;
        while !rest.is_empty() {
            let (bytes, printable) = next_character(&mut rest);
            if !printable {
                push_escaped(bytes, out);
                continue;
            }
            if bytes == b"\\" || bytes == close || self.also(bytes[0]) {
                out.push(b'\\');
            }
            out.extend_from_slice(bytes);
        }
        out.extend_from_slice(close);
    }

    fn push_shell(&self, name: &[u8], always: bool, escape: bool, out: &mut Vec<u8>) {
        // Most names consist of characters that no shell changes.
        let plain = PLAIN & !self.also;
        if name.iter().all(|&b| b < 128 && plain >> b & 1 != 0) && !name.is_empty() {
            if always {
                out.push(b'\'');
            }
            out.extend_from_slice(name);
            if always {
                out.push(b'\'');
            }
            return;
        }
        let Needs {
            quotes,
            double_quotes,
        } = self.needs(name, escape);
        if !quotes && !always {
            out.extend_from_slice(name);
        } else if double_quotes {
            out.push(b'"');
            out.extend_from_slice(name);
            out.push(b'"');
        } else {
            push_single_quoted(name, escape, out);
        }
    }

    /// Returns what a shell needs to read `name` back.
    fn needs(&self, name: &[u8], escape: bool) -> Needs {
        let mut quotes = matches!(name, b"" | b"{" | b"}");
        let (mut apostrophe, mut plain_in_double_quotes) = (false, true);
        let mut rest = name;
        while !rest.is_empty() {
            let first = rest.len() == name.len();
            let (bytes, printable) = next_character(&mut rest);
            let byte = bytes[0];
            let (special, plain) = match byte {
                b'\'' => (true, true),
                b' ' => (true, true),
                b'#' | b'~' => (first, first),
                b'{' | b'}' => (false, false),
                b'!' | b'"' | b'$' | b'&' | b'(' | b')' | b'*' | b';' | b'<' | b'=' | b'>'
                | b'?' | b'[' | b'\\' | b'^' | b'`' | b'|' => (true, false),
                b'\t' | b'\n' | b'\r' => (true, false),
                _ => (escape && !printable, printable),
            };
            apostrophe |= byte == b'\'';
            plain_in_double_quotes &= plain;
            // A shell that does not know the encoding would misread these as a second byte.
            let trail = bytes[1..].iter().any(|b| b"[\\^`|".contains(b));
            quotes |= special || trail || self.also(byte);
        }
        Needs {
            quotes,
            double_quotes: apostrophe && plain_in_double_quotes,
        }
    }
}

struct Needs {
    quotes: bool,
    double_quotes: bool,
}

/// `'a'\''b'$'\n''c'`: each apostrophe and each run of escapes interrupts the quotes.
fn push_single_quoted(name: &[u8], escape: bool, out: &mut Vec<u8>) {
    out.push(b'\'');
    let mut escaped = false;
    let mut rest = name;
    while !rest.is_empty() {
        let (bytes, printable) = next_character(&mut rest);
        if escape && !printable {
            if !escaped {
                out.extend_from_slice(b"'$'");
            }
            push_escaped(bytes, out);
            escaped = true;
            continue;
        }
        if bytes == b"'" {
            out.extend_from_slice(b"'\\''");
        } else {
            if escaped {
                out.extend_from_slice(b"''");
            }
            out.extend_from_slice(bytes);
        }
        escaped = false;
    }
    out.push(b'\'');
}

/// Takes the first character from `rest`. Returns its bytes, and whether it is printable. An
/// invalid byte is returned alone, as not printable.
pub fn next_character<'a>(rest: &mut &'a [u8]) -> (&'a [u8], bool) {
    let (len, printable) = match rest[0] {
        byte @ 0..0x80 => (1, (0x20..0x7f).contains(&byte)),
        _ => match locale::decode(rest) {
            Decoded::Char(c, len) => (len, locale::is_printable(c)),
            Decoded::Invalid => (1, false),
            Decoded::Incomplete => (rest.len(), false),
        },
    };
    let (character, behind) = rest.split_at(len);
    *rest = behind;
    (character, printable)
}

/// Appends the bytes of an unprintable character as escapes of C.
fn push_escaped(bytes: &[u8], out: &mut Vec<u8>) {
    for &byte in bytes {
        out.push(b'\\');
        match byte {
            7..=13 => out.push(b"abtnvfr"[usize::from(byte - 7)]),
            _ => out.extend([byte >> 6, byte >> 3 & 7, byte & 7].map(|digit| b'0' + digit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(name: &[u8]) -> String {
        Quoting::new(Style::ShellEscape).text(OsStr::from_bytes(name))
    }

    #[test]
    fn the_shell_reads_names_back() {
        for (name, quoted) in [
            (&b""[..], "''"),
            (b"a.b", "a.b"),
            (b"aZ09%+,-./:@_", "aZ09%+,-./:@_"),
            (b"a#~]{", "a#~]{"),
            (b"~a", "'~a'"),
            (b"it's", r#""it's""#),
            (b"#it's", r##""#it's""##),
            (b"it's#", r"'it'\''s#'"),
            (b"{", "'{'"),
            (b"{}", "{}"),
            (b"\x01'", r"''$'\001'\'''"),
            (b"'\n\r c", r"''\'''$'\n\r'' c'"),
            (b"bad\xff", r"'bad'$'\377'"),
        ] {
            assert_eq!(shell(name), quoted);
        }
    }

    #[test]
    fn a_colon_is_quoted_before_a_colon() {
        assert_eq!(quotef(OsStr::new("a:b")), "'a:b'");
        assert_eq!(quoteaf(OsStr::new("a:b")), "'a:b'");
        assert_eq!(shell(b"a:b"), "a:b");
    }
}
