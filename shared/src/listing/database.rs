//! The database of colors: its items, GNU's defaults, and the syntax of its values.

use crate::sys::{c_string, fnmatch};
use crate::text::words;
use std::env::var_os;
use std::os::unix::ffi::OsStrExt;

/// Something that has a color, or a part of an escape sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Item {
    Left,
    Right,
    End,
    Reset,
    Normal,
    File,
    Directory,
    Link,
    Fifo,
    Socket,
    Block,
    Character,
    Missing,
    Orphan,
    Executable,
    #[allow(
        dead_code,
        reason = "Linux has no doors, but the database names their color"
    )]
    Door,
    SetUser,
    SetGroup,
    Sticky,
    OtherWritable,
    StickyOtherWritable,
    Capability,
    HardLinks,
    ClearToEnd,
}

/// The codes of the items in `LS_COLORS` and GNU's defaults, in the order of [`Item`].
pub(super) const ITEMS: &str = "lc=\x1b[,rc=m,ec,rs=0,no,fi,di=01;34,ln=01;36,pi=33,so=01;35,\
     bd=01;33,cd=01;33,mi,or,ex=01;32,do=01;35,su=37;41,sg=30;43,st=37;44,ow=34;42,tw=30;42,ca,mh,\
     cl=\x1b[K";

/// The number of items.
pub(super) const ITEMS_COUNT: usize = Item::ClearToEnd as usize + 1;

/// Terminals that have colors, as in the database of `dircolors`.
const TERMINALS: &str = "Eterm,ansi,*color*,con[0-9]*x[0-9]*,cons25,console,cygwin,*direct*,dtterm,gnome,hurd,\
     jfbterm,konsole,kterm,linux,linux-c,mlterm,putty,rxvt*,screen*,st,terminator,tmux*,\
     vt100,vt220,xterm*,interix";

/// Takes a value from the front, up to a colon (or an equals sign, after an extension), and
/// decodes its escapes. Returns None if an escape is invalid.
pub(super) fn take_value(text: &mut &[u8], is_extension: bool) -> Option<Vec<u8>> {
    let mut value = Vec::new();
    loop {
        match **text {
            [] | [b':', ..] => return Some(value),
            [b'=', ..] if is_extension => return Some(value),
            [b'\\', ..] => {
                *text = &text[1..];
                value.push(take_escaped(text)?);
            }
            [b'^', c @ b'@'..=b'~', ..] => {
                *text = &text[2..];
                value.push(c & 0o37);
            }
            [b'^', b'?', ..] => {
                // GNU ls does not skip the question mark here.
                *text = &text[1..];
                value.push(127);
            }
            [b'^', ..] => return None,
            [c, ..] => {
                *text = &text[1..];
                value.push(c);
            }
        }
    }
}

/// Takes the rest of an escape after its backslash.
fn take_escaped(text: &mut &[u8]) -> Option<u8> {
    let (&letter, rest) = text.split_first()?;
    let digits = |text: &mut &[u8], radix: u32| {
        let mut value: u8 = 0;
        while let Some(digit) = text.first().and_then(|&b| char::from(b).to_digit(radix)) {
            value = value.wrapping_mul(radix as u8).wrapping_add(digit as u8);
            *text = &text[1..];
        }
        value
    };
    if letter.is_ascii_digit() && letter < b'8' {
        return Some(digits(text, 8));
    }
    *text = rest;
    Some(match letter {
        b'x' | b'X' => digits(text, 16),
        b'a' => 7,
        b'b' => 8,
        b'e' => 27,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'?' => 127,
        b'_' => b' ',
        other => other,
    })
}

/// Returns whether the database lists the terminal.
pub(super) fn terminal_has_colors() -> bool {
    if var_os("COLORTERM").is_some_and(|text| !text.is_empty()) {
        return true;
    }
    let Some(terminal) = var_os("TERM").and_then(|t| c_string(t.as_bytes()).ok()) else {
        return false;
    };
    words::all(TERMINALS).any(|pattern| {
        c_string(pattern.as_bytes()).is_ok_and(|pattern| fnmatch::matches(&pattern, &terminal))
    })
}
