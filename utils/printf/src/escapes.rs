//! Backslash escapes in a format and in arguments of `%b`.

use shared::memchr::memchr;
use shared::prelude::*;
use shared::text::escapes::{named, number};
use shared::text::locale;
use std::ops::ControlFlow;

/// Where an escape occurs. Octal escapes are `\NNN` in a format and `\0NNN` in an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Format,
    Argument,
}

/// Appends an argument with its escapes interpreted. Breaks at `\c`.
pub(crate) fn push_all(mut text: &[u8], out: &mut Vec<u8>) -> Result<ControlFlow<()>> {
    while let Some(escape) = memchr(b'\\', text) {
        out.extend_from_slice(&text[..escape]);
        text = &text[escape + 1..];
        if push(&mut text, Place::Argument, out)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    out.extend_from_slice(text);
    Ok(ControlFlow::Continue(()))
}

/// Interprets the escape at the start of `text`, which follows a backslash. Breaks at `\c`.
pub(crate) fn push(text: &mut &[u8], place: Place, out: &mut Vec<u8>) -> Result<ControlFlow<()>> {
    let Some((&letter, rest)) = text.split_first() else {
        out.push(b'\\');
        return Ok(ControlFlow::Continue(()));
    };
    let escape = std::mem::replace(text, rest);
    match letter {
        b'c' => return Ok(ControlFlow::Break(())),
        b'"' => out.push(b'"'),
        b'x' => out.push(hexadecimal(text, 1, 2)? as u8),
        b'0'..=b'7' => {
            if place == Place::Format || letter != b'0' {
                *text = escape;
            }
            // Values above 0o377 are truncated, as in GNU's printf.
            out.push(number(text, 8, 3).0 as u8);
        }
        b'u' => push_character(letter, hexadecimal(text, 4, 4)?, 4, out)?,
        b'U' => push_character(letter, hexadecimal(text, 8, 8)?, 8, out)?,
        _ => match named(letter) {
            Some(byte) => out.push(byte),
            None => out.extend([b'\\', letter]),
        },
    }
    Ok(ControlFlow::Continue(()))
}

fn hexadecimal(text: &mut &[u8], least: usize, most: usize) -> Result<u32> {
    match number(text, 16, most) {
        (value, count) if count >= least => Ok(value),
        _ => Err(Error::new("missing hexadecimal number in escape")),
    }
}

/// Appends a Unicode character, or its escape if the locale's encoding does not have it.
fn push_character(letter: u8, value: u32, digits: usize, out: &mut Vec<u8>) -> Result {
    if (0xd800..0xe000).contains(&value) {
        let letter = char::from(letter);
        return Err(Error::new(format!(
            "invalid universal character name \\{letter}{value:0digits$x}"
        )));
    }
    match locale::encode(value) {
        Some(bytes) => out.extend(bytes),
        None if value < 0x1_0000 => out.extend(format!("\\u{value:04X}").bytes()),
        None => out.extend(format!("\\U{value:08X}").bytes()),
    }
    Ok(())
}
