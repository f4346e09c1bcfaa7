//! Backslash escapes of a format, and of an argument of `%b`.

use shared::prelude::*;
use shared::text::escapes::{named, number};
use shared::text::locale;
use std::ops::ControlFlow;

/// Where an escape stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Format,
    Argument,
}

/// Appends an argument with its escapes interpreted. Breaks at `\c`.
pub(crate) fn push_all(mut text: &[u8], out: &mut Vec<u8>) -> Result<ControlFlow<()>> {
    while let Some((&byte, rest)) = text.split_first() {
        text = rest;
        if byte != b'\\' {
            out.push(byte);
        } else if push(&mut text, Place::Argument, out)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Appends what the escape stands for that `text` goes on with, behind a backslash. Breaks at
/// `\c`.
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
            // What is more than a byte holds is cut off.
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

/// Appends a Unicode character, or an escape for it where the locale's encoding lacks it.
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
