//! `-s`: all lines of a file become one.

use crate::BLOCK;
use crate::delimiters::Delimiters;
use shared::bytes::marks::{append, either};
use shared::input::files::Input;
use shared::prelude::*;

/// Prints each file as one line.
pub(crate) fn paste(names: &[&'static OsStr], delimiters: &Delimiters, end: u8) -> Result {
    for &name in names {
        match Input::open(name) {
            Ok(input) => {
                join(&input, delimiters, end)?;
                stdout().write_all(&[end])?;
            }
            Err(e) => operand_error(name, &e),
        }
    }
    Ok(())
}

/// Prints a file with delimiters in place of all its line ends except the last.
fn join(input: &Input, delimiters: &Delimiters, end: u8) -> Result {
    let mut block = Vec::with_capacity(BLOCK);
    let mut out = Vec::new();
    let mut lines = 0;
    // Whether the last block ended with a line end, which may be the last of the file.
    let mut pending = false;
    loop {
        block.clear();
        match input.read_more(&mut block) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(e) => {
                operand_error(input.name, &e);
                return Ok(());
            }
        }
        let mut text = &mut block[..];
        if std::mem::take(&mut pending) {
            out.extend_from_slice(delimiters.nth(lines));
            lines += 1;
        }
        if text.last() == Some(&end) {
            pending = true;
            let last = text.len() - 1;
            text = &mut text[..last];
        }
        if let Some(byte) = delimiters.only_byte() {
            replace(text, end, byte);
            stdout().write_all(&out)?;
            out.clear();
            stdout().write_all(text)?;
            answer()?;
            continue;
        }
        out.reserve(2 * BLOCK);
        let mut start = 0;
        for at in either([end; 2], text) {
            append(&mut out, text, start, at);
            match delimiters.nth(lines) {
                [byte] => out.push(*byte),
                several => out.extend_from_slice(several),
            }
            lines += 1;
            start = at + 1;
        }
        append(&mut out, text, start, text.len());
        stdout().write_all(&out)?;
        out.clear();
        answer()?;
    }
}

/// Shows what was written so far where someone may be watching, as the line is not at its end.
fn answer() -> Result {
    let mut out = stdout();
    if !out.collects_blocks() {
        out.flush()?;
    }
    Ok(())
}

/// Replaces a byte.
fn replace(text: &mut [u8], old: u8, new: u8) {
    // The assignment without a branch lets the compiler use vector instructions.
    for byte in text {
        *byte = if *byte == old { new } else { *byte };
    }
}
