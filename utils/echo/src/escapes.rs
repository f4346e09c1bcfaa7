//! Backslash escapes.

use shared::text::escapes::{named, number};
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
            b'c' => return ControlFlow::Break(()),
            b'0' => number(&mut text, 8, 3).0 as u8,
            // The leading zero is optional, as in C.
            b'1'..=b'7' => {
                text = rest;
                number(&mut text, 8, 3).0 as u8
            }
            b'x' if text.first().is_some_and(u8::is_ascii_hexdigit) => {
                number(&mut text, 16, 2).0 as u8
            }
            other => named(other).unwrap_or_else(|| {
                out.push(b'\\');
                other
            }),
        };
        out.push(byte);
    }
    ControlFlow::Continue(())
}
