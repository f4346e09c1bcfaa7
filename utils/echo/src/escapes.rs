//! Backslash escapes.

use std::ops::ControlFlow;

/// Appends `text` with its escapes interpreted. Breaks at `\c`, which ends all output.
pub(crate) fn push(mut text: &[u8], out: &mut Vec<u8>) -> ControlFlow<()> {
    while let [byte, rest @ ..] = text {
        text = rest;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let Some((&letter, after)) = text.split_first() else {
            out.push(b'\\');
            break;
        };
        text = after;
        let byte = match letter {
            b'a' => 0x07,
            b'b' => 0x08,
            b'c' => return ControlFlow::Break(()),
            b'e' => 0x1b,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            b'\\' => b'\\',
            b'0' => number(&mut text, 8, 3),
            // As in C, the zero may be left out.
            b'1'..=b'7' => {
                text = rest;
                number(&mut text, 8, 3)
            }
            b'x' if text.first().is_some_and(u8::is_ascii_hexdigit) => number(&mut text, 16, 2),
            other => {
                out.push(b'\\');
                other
            }
        };
        out.push(byte);
    }
    ControlFlow::Continue(())
}

/// Takes up to `most` digits off `text`; what is more than a byte holds is cut off.
fn number(text: &mut &[u8], base: u32, most: usize) -> u8 {
    let mut value = 0u32;
    for _ in 0..most {
        let Some((&first, rest)) = text.split_first() else {
            break;
        };
        let Some(digit) = char::from(first).to_digit(base) else {
            break;
        };
        value = value * base + digit;
        *text = rest;
    }
    value as u8
}
