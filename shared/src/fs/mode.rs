//! File modes and changes of them (manual chapter "File permissions"): `u+x,g=u,o-w`, `+X`, `=`,
//! `a+st`, `0644`, `+0644`. A text is parsed once and can be applied to any number of files.

use rustix::fs::Mode;

/// All bits that chmod(2) sets.
pub const ALL: u32 = 0o7777;
/// Read, write and execute permission for everyone.
pub const PERMISSIONS: u32 = 0o777;
/// Set-user-ID and set-group-ID. Directories keep them unless they are mentioned explicitly.
pub const SET_ID: u32 = 0o6000;

const READ: u32 = 0o444;
const WRITE: u32 = 0o222;
const EXECUTE: u32 = 0o111;
const STICKY: u32 = 0o1000;

/// A list of changes, applied in order.
#[derive(Clone, Debug)]
pub struct Changes(Vec<Change>);

#[derive(Clone, Copy, Debug)]
struct Change {
    operator: u8,
    /// The bits of the mentioned users, or 0 if there are none and the umask decides.
    who: u32,
    value: Value,
    /// The bits that were mentioned explicitly.
    named: u32,
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Bits(u32),
    /// The permissions that the owner, the group or others already have, given by the position of
    /// the octal digit.
    Copy(u32),
    /// These bits, and execute permission for directories and for files that someone may execute.
    SearchOr(u32),
}

impl Changes {
    /// Parses a mode. Returns `None` if it is invalid.
    pub fn parse(text: &[u8]) -> Option<Self> {
        if text.first().is_some_and(u8::is_ascii_digit) {
            return Some(Self(vec![Change::numeric(b'=', text)?]));
        }
        let mut changes = Vec::new();
        for clause in text.split(|&b| b == b',') {
            parse_clause(clause, &mut changes)?;
        }
        Some(Self(changes))
    }

    /// Returns the change to exactly the mode of another file.
    pub fn exactly(mode: u32) -> Self {
        Self(vec![Change {
            operator: b'=',
            who: ALL,
            value: Value::Bits(mode & ALL),
            named: ALL,
        }])
    }

    /// Returns `mode` after the changes.
    pub fn apply(&self, mode: u32, is_dir: bool, umask: u32) -> u32 {
        self.apply_and_list(mode, is_dir, umask).0
    }

    /// Returns `mode` after the changes, and the bits that they determine. The others are
    /// unchanged.
    pub fn apply_and_list(&self, mode: u32, is_dir: bool, umask: u32) -> (u32, u32) {
        let mut mode = mode & ALL;
        let mut decided = 0;
        for change in &self.0 {
            let kept = if is_dir { SET_ID & !change.named } else { 0 };
            let reach = if change.who == 0 { !umask } else { change.who };
            let bits = change.value.of(mode, is_dir) & reach & !kept;
            match change.operator {
                b'+' => mode |= bits,
                b'-' => mode &= !bits,
                _ => {
                    let others = if change.who == 0 { 0 } else { !change.who };
                    mode = (mode & (others | kept)) | bits;
                    decided |= ALL & !(others | kept);
                }
            }
            decided |= bits;
        }
        (mode, decided)
    }

    /// Returns the mode after the changes for files other than directories, if it does not depend
    /// on the mode before.
    pub fn of_any_file(&self) -> Option<u32> {
        match self.0[..] {
            [
                Change {
                    operator: b'=',
                    who: ALL,
                    value: Value::Bits(bits),
                    ..
                },
            ] => Some(bits),
            _ => None,
        }
    }
}

impl Change {
    fn numeric(operator: u8, digits: &[u8]) -> Option<Self> {
        let mut bits = 0;
        for digit in digits {
            bits = match digit {
                b'0'..=b'7' => bits * 8 + u32::from(digit - b'0'),
                _ => return None,
            };
            if bits > ALL {
                return None;
            }
        }
        // Up to four digits keep a directory's set-ID bits. Five digits or an operator clear them.
        let named = if operator == b'=' && digits.len() < 5 {
            bits | STICKY | PERMISSIONS
        } else {
            ALL
        };
        Some(Self {
            operator,
            who: ALL,
            value: Value::Bits(bits),
            named,
        })
    }
}

impl Value {
    fn of(self, mode: u32, is_dir: bool) -> u32 {
        match self {
            Self::Bits(bits) => bits,
            Self::Copy(place) => (mode >> place & 7) * EXECUTE,
            Self::SearchOr(bits) if is_dir || mode & EXECUTE != 0 => bits | EXECUTE,
            Self::SearchOr(bits) => bits,
        }
    }
}

/// Parses `[ugoa]*([-+=]([rwxXst]*|[ugo]))+|[-+=][0-7]+`.
fn parse_clause(clause: &[u8], changes: &mut Vec<Change>) -> Option<()> {
    let end = clause.iter().position(|b| b"-+=".contains(b))?;
    let (who, mut rest) = clause.split_at(end);
    let who = who.iter().try_fold(0, |bits, who| match who {
        b'u' => Some(bits | 0o4700),
        b'g' => Some(bits | 0o2070),
        b'o' => Some(bits | 0o1007),
        b'a' => Some(ALL),
        _ => None,
    })?;
    while let Some((&operator, behind)) = rest.split_first() {
        if !b"-+=".contains(&operator) {
            return None;
        }
        if behind.first().is_some_and(u8::is_ascii_digit) {
            if who != 0 {
                return None;
            }
            let change = Change::numeric(operator, behind)?;
            changes.push(Change {
                named: ALL,
                ..change
            });
            return Some(());
        }
        let (value, length) = match behind.first() {
            Some(b'u') => (Value::Copy(6), 1),
            Some(b'g') => (Value::Copy(3), 1),
            Some(b'o') => (Value::Copy(0), 1),
            _ => permissions(behind),
        };
        let spelt = match value {
            Value::Bits(bits) | Value::SearchOr(bits) => bits,
            Value::Copy(place) => 7 << place,
        };
        changes.push(Change {
            operator,
            who,
            value,
            named: if who == 0 { spelt } else { spelt & who },
        });
        rest = &behind[length..];
    }
    Some(())
}

/// Parses the letters at the start of `text`. Returns the permissions and the number of letters.
fn permissions(text: &[u8]) -> (Value, usize) {
    let mut bits = 0;
    let mut search = false;
    let mut length = 0;
    for letter in text {
        match letter {
            b'r' => bits |= READ,
            b'w' => bits |= WRITE,
            b'x' => bits |= EXECUTE,
            b'X' => search = true,
            b's' => bits |= SET_ID,
            b't' => bits |= STICKY,
            _ => break,
        }
        length += 1;
    }
    let value = if search {
        Value::SearchOr(bits)
    } else {
        Value::Bits(bits)
    };
    (value, length)
}

/// Returns the umask of the process, which can only be read by setting it.
pub fn umask() -> u32 {
    let mask = rustix::process::umask(Mode::empty());
    rustix::process::umask(mask);
    mask.as_raw_mode()
}

/// Returns a mode as nine letters: `rwxr-sr-t`.
pub fn letters(mode: u32) -> [u8; 9] {
    let mut text = *b"rwxrwxrwx";
    for (place, letter) in text.iter_mut().enumerate() {
        if mode & (0o400 >> place) == 0 {
            *letter = b'-';
        }
    }
    for (place, special, mark) in [(2, 0o4000, b's'), (5, 0o2000, b's'), (8, 0o1000, b't')] {
        if mode & special != 0 {
            text[place] = if text[place] == b'x' {
                mark
            } else {
                mark.to_ascii_uppercase()
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, mode: u32, is_dir: bool) -> Option<u32> {
        Some(Changes::parse(text.as_bytes())?.apply(mode, is_dir, 0o022))
    }

    #[test]
    fn clauses_build_on_each_other() {
        assert_eq!(applied("u+x,g=u,o-w", 0o646, false), Some(0o774));
        assert_eq!(applied("u=rw+x-w", 0, false), Some(0o500));
        assert_eq!(applied("=", 0o7777, false), Some(0));
        assert_eq!(applied("+w", 0o444, false), Some(0o644));
        assert_eq!(applied("a+X", 0o644, false), Some(0o644));
        assert_eq!(applied("a+X", 0o644, true), Some(0o755));
        assert_eq!(applied("a+st", 0o644, false), Some(0o7644));
    }

    #[test]
    fn directories_keep_set_id_bits_that_are_not_named() {
        assert_eq!(applied("755", 0o6700, true), Some(0o6755));
        assert_eq!(applied("00755", 0o6700, true), Some(0o755));
        assert_eq!(applied("=755", 0o6700, true), Some(0o755));
        assert_eq!(applied("u=rwx", 0o6000, true), Some(0o6700));
        assert_eq!(applied("u=rwxs,g=", 0o2000, true), Some(0o6700));
    }

    #[test]
    fn special_bits_share_the_place_of_execute() {
        assert_eq!(&letters(0o644), b"rw-r--r--");
        assert_eq!(&letters(0o7755), b"rwsr-sr-t");
        assert_eq!(&letters(0o7044), b"--Sr-Sr-T");
    }

    #[test]
    fn what_is_no_mode() {
        for text in [
            "", ",", "u", "u+x,", "8", "10000", "u+7", "+7,x", "x", "u+rg", "u++8",
        ] {
            assert_eq!(applied(text, 0, false), None, "{text}");
        }
    }
}
