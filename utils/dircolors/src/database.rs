//! Converts a database of colors to the value of `LS_COLORS`.

use shared::prelude::*;
use shared::sys::fnmatch;
use std::env::var_os;
use std::ffi::CString;

/// The keywords, and the code of each in `LS_COLORS`.
const KEYWORDS: [(&str, &str); 37] = [
    ("NORMAL", "no"),
    ("NORM", "no"),
    ("FILE", "fi"),
    ("RESET", "rs"),
    ("DIR", "di"),
    ("LNK", "ln"),
    ("LINK", "ln"),
    ("SYMLINK", "ln"),
    ("ORPHAN", "or"),
    ("MISSING", "mi"),
    ("FIFO", "pi"),
    ("PIPE", "pi"),
    ("SOCK", "so"),
    ("BLK", "bd"),
    ("BLOCK", "bd"),
    ("CHR", "cd"),
    ("CHAR", "cd"),
    ("DOOR", "do"),
    ("EXEC", "ex"),
    ("LEFT", "lc"),
    ("LEFTCODE", "lc"),
    ("RIGHT", "rc"),
    ("RIGHTCODE", "rc"),
    ("END", "ec"),
    ("ENDCODE", "ec"),
    ("SUID", "su"),
    ("SETUID", "su"),
    ("SGID", "sg"),
    ("SETGID", "sg"),
    ("STICKY", "st"),
    ("OTHER_WRITABLE", "ow"),
    ("OWR", "ow"),
    ("STICKY_OTHER_WRITABLE", "tw"),
    ("OWT", "tw"),
    ("CAPABILITY", "ca"),
    ("MULTIHARDLINK", "mh"),
    ("CLRTOEOL", "cl"),
];

/// Whether lines apply to our terminal, which lines with patterns of terminals decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No terminal was named yet: the lines apply to all.
    Everywhere,
    /// One of the terminals just named is ours.
    Matched,
    /// A line after these terminals was read.
    Applies,
    /// None of the terminals named last is ours.
    Skipped,
}

/// The colors read so far.
#[derive(Debug)]
pub(crate) struct Colors {
    /// Entries of `LS_COLORS`, or lines with `shown`.
    pub(crate) text: Vec<u8>,
    shown: bool,
    terminal: CString,
    color_terminal: CString,
}

impl Colors {
    /// Takes the terminal from the environment.
    pub(crate) fn of_environment(shown: bool) -> Self {
        let variable = |name, none: &str| {
            let value = var_os(name).filter(|value| !value.is_empty());
            let value = value.unwrap_or_else(|| none.into());
            // A value of the environment contains no NUL.
            CString::new(value.as_bytes()).unwrap_or_default()
        };
        Self {
            text: Vec::new(),
            shown,
            terminal: variable("TERM", "none"),
            color_terminal: variable("COLORTERM", ""),
        }
    }

    /// Reads a database. Mistakes in it are reported.
    pub(crate) fn read(&mut self, text: &[u8], name: &str) {
        let mut state = State::Everywhere;
        for (number, line) in text.split(|&b| b == b'\n').enumerate() {
            let Some((keyword, value)) = split(line) else {
                continue;
            };
            let report = |what: &str| diagnostics::error(&format!("{name}:{}: {what}", number + 1));
            if value.is_empty() {
                report("invalid line;  missing second token");
                continue;
            }
            let is = |word: &str| keyword.eq_ignore_ascii_case(word.as_bytes());
            let of_terminal = match () {
                () if is("TERM") => Some(&self.terminal),
                () if is("COLORTERM") => Some(&self.color_terminal),
                () => None,
            };
            if let Some(terminal) = of_terminal {
                // split() has cut the line at a NUL.
                let pattern = CString::new(value).unwrap_or_default();
                if fnmatch::matches(&pattern, terminal) {
                    state = State::Matched;
                } else if state != State::Matched {
                    state = State::Skipped;
                }
                continue;
            }
            if state == State::Matched {
                state = State::Applies;
            }
            if state == State::Skipped || ["OPTIONS", "COLOR", "EIGHTBIT"].into_iter().any(is) {
                continue;
            }
            let mut all = KEYWORDS.iter();
            match keyword[0] {
                b'.' => self.push(&[b"*", keyword].concat(), value),
                b'*' => self.push(keyword, value),
                _ => match all.find(|(word, _)| is(word)) {
                    Some((_, code)) => self.push(code.as_bytes(), value),
                    None if state == State::Applies => {
                        let keyword = escaped(OsStr::from_bytes(keyword));
                        report(&format!("unrecognized keyword {keyword}"));
                    }
                    None => {}
                },
            }
        }
    }

    fn push(&mut self, key: &[u8], value: &[u8]) {
        if self.shown {
            let parts: [&[u8]; 7] = [b"\x1b[", value, b"m", key, b"\t", value, b"\x1b[0m\n"];
            return self.text.extend_from_slice(&parts.concat());
        }
        if key.starts_with(b"*") {
            push_quoted(key, &mut self.text);
        } else {
            self.text.extend_from_slice(key);
        }
        self.text.push(b'=');
        push_quoted(value, &mut self.text);
        self.text.push(b':');
    }
}

/// Returns the keyword and the value of a line, `None` for an empty line or a comment.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line.iter().position(|&b| b == 0).unwrap_or(line.len());
    let line = trimmed(&line[..end]);
    if line.is_empty() || line[0] == b'#' {
        return None;
    }
    let length = line.iter().position(is_blank).unwrap_or(line.len());
    let (keyword, rest) = line.split_at(length);
    let comment = rest.iter().position(|&b| b == b'#').unwrap_or(rest.len());
    Some((keyword, trimmed(&rest[..comment])))
}

/// Blanks of C, among them the vertical tab, which Rust does not count.
fn is_blank(byte: &u8) -> bool {
    b" \t\x0b\x0c\r".contains(byte)
}

fn trimmed(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|b| !is_blank(b)).map_or(0, |i| i + 1);
    let start = text[..end].iter().take_while(|b| is_blank(b)).count();
    &text[start..end]
}

/// Quotes text for single quotes in the shell, and escapes the separators of `LS_COLORS`.
fn push_quoted(text: &[u8], out: &mut Vec<u8>) {
    let mut escaped = false;
    for &byte in text {
        match byte {
            b'\'' => out.extend_from_slice(b"'\\'"),
            b':' | b'=' if !escaped => out.push(b'\\'),
            _ => {}
        }
        escaped = matches!(byte, b'\\' | b'^') && !escaped;
        out.push(byte);
    }
}
