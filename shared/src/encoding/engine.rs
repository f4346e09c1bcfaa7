//! Options and streams: everything that is independent of the encoding.

use super::codec::Encoding;
use crate::input::files::Input;
use crate::options;
use crate::program::cli::{self, Given, Table};
use crate::program::error::{Error, Result};
use crate::program::output::stdout;
use crate::text::quoting::{quote, quotef};
use crate::values::number::{self, Mistake};
use memchr::memchr_iter;
use rustix::fs::{Advice, fadvise};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Bytes read at once: a multiple of the group of each encoding.
const BLOCK: usize = 120 * 1024;

/// The values of the options.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    decode: bool,
    ignore_garbage: bool,
    /// Symbols in a line. 0 does not wrap lines.
    wrap: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            decode: false,
            ignore_garbage: false,
            wrap: 76,
        }
    }
}

impl Settings {
    /// Takes one of [`options`].
    ///
    /// # Errors
    /// A width is not a number.
    pub fn take(&mut self, option: &Given) -> Result {
        match option.name {
            "decode" => self.decode = true,
            "ignore-garbage" => self.ignore_garbage = true,
            "wrap" => {
                let given = option.value();
                self.wrap = match number::parse(given.as_bytes(), "") {
                    Ok(width) if i64::try_from(width).is_ok() => width,
                    // No line gets as long as that.
                    Ok(_) | Err(Mistake::Overflow) => 0,
                    // The number may have a sign.
                    Err(Mistake::Invalid) if number::parse_signed(given.as_bytes()) == Ok(0) => 0,
                    Err(Mistake::Invalid) => {
                        let given = quote(given);
                        return Err(Error::new(format!("invalid wrap size: {given}")));
                    }
                };
            }
            _ => option.unhandled(),
        }
        Ok(())
    }
}

/// Returns the options of all three utilities.
pub const OPTIONS: Table = options![
    flag("-d, --decode", "decode instead of encoding"),
    flag(
        "-i, --ignore-garbage",
        "with -d, skip bytes outside the alphabet",
    ),
    value(
        "-w, --wrap",
        "COLS",
        "break lines after COLS symbols (76); 0 means never",
    ),
];

/// Encodes or decodes the operand, or standard input.
///
/// # Errors
/// There is a second operand, the file cannot be read, the input is invalid, or standard output
/// cannot be written.
pub fn run(encoding: &dyn Encoding, settings: Settings, operands: &[&'static OsStr]) -> Result {
    if let Some(extra) = operands.get(1) {
        return Err(cli::extra_operand(extra));
    }
    let name = operands.first().copied().unwrap_or(OsStr::new("-"));
    let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
    // This is only advice, which pipes reject.
    let _ = fadvise(&input, 0, None, Advice::Sequential);
    if settings.decode {
        decode(encoding, settings.ignore_garbage, &input)
    } else {
        encode(encoding, settings.wrap, &input)
    }
}

fn encode(encoding: &dyn Encoding, wrap: u64, input: &Input) -> Result {
    let mut bytes = Vec::with_capacity(BLOCK);
    let mut text = Vec::new();
    let mut lines = Lines {
        width: usize::try_from(wrap).unwrap_or(0),
        column: 0,
        wrapped: Vec::new(),
    };
    loop {
        let ended = read(input, &mut bytes)? == 0;
        let whole = match encoding.bytes() {
            _ if ended => bytes.len(),
            Some(group) if bytes.len() >= BLOCK => bytes.len() / group * group,
            // Encode only full blocks before the end. If the length of the input cannot be encoded,
            // the last block is not printed.
            _ => continue,
        };
        text.clear();
        let valid = encoding.encode(&bytes[..whole], &mut text);
        bytes.drain(..whole);
        if !valid {
            let reason = "invalid input (length must be multiple of 4 characters)";
            return Err(Error::new(reason));
        }
        lines.write(&text)?;
        if ended {
            return lines.end();
        }
    }
}

fn decode(encoding: &dyn Encoding, ignore_garbage: bool, input: &Input) -> Result {
    let mut block = Vec::with_capacity(BLOCK);
    let mut symbols = Vec::new();
    let mut bytes = Vec::new();
    loop {
        block.clear();
        let ended = read(input, &mut block)? == 0;
        if ignore_garbage {
            let kept = |symbol: &u8| encoding.has(*symbol) || *symbol == b'=';
            symbols.extend(block.iter().copied().filter(kept));
        } else {
            push_without_newlines(&block, &mut symbols);
        }
        let group = encoding.symbols().unwrap_or(usize::MAX);
        let whole = symbols.len() / group * group;
        bytes.clear();
        let mut valid = encoding.decode(&symbols[..whole], &mut bytes);
        symbols.drain(..whole);
        if valid && ended && !symbols.is_empty() {
            valid = encoding.decode_end(&symbols, &mut bytes);
        }
        stdout().write_block(&bytes)?;
        if !valid {
            return Err(Error::new("invalid input"));
        }
        if ended {
            return Ok(());
        }
    }
}

/// Appends a block to `buffer`. Returns the number of bytes read.
fn read(input: &Input, buffer: &mut Vec<u8>) -> Result<usize> {
    // There is room for most of a block behind what is left of the last one.
    if buffer.capacity() - buffer.len() < BLOCK / 2 {
        buffer.reserve(BLOCK);
    }
    let read = input.read_more(buffer);
    read.map_err(|e| Error::io("read error", &e))
}

fn push_without_newlines(block: &[u8], symbols: &mut Vec<u8>) {
    symbols.reserve(block.len());
    let mut start = 0;
    for newline in memchr_iter(b'\n', block) {
        symbols.extend_from_slice(&block[start..newline]);
        start = newline + 1;
    }
    symbols.extend_from_slice(&block[start..]);
}

/// Wraps text into lines.
struct Lines {
    width: usize,
    column: usize,
    wrapped: Vec<u8>,
}

impl Lines {
    fn write(&mut self, mut text: &[u8]) -> Result {
        if self.width == 0 {
            return Ok(stdout().write_block(text)?);
        }
        self.wrapped.clear();
        self.wrapped
            .reserve(text.len() + text.len() / self.width + 1);
        while !text.is_empty() {
            if self.column == self.width {
                self.wrapped.push(b'\n');
                self.column = 0;
            }
            let (line, rest) = text.split_at(text.len().min(self.width - self.column));
            self.wrapped.extend_from_slice(line);
            self.column += line.len();
            text = rest;
        }
        Ok(stdout().write_block(&self.wrapped)?)
    }

    fn end(&self) -> Result {
        let open = self.width > 0 && self.column > 0;
        Ok(stdout().write_block(if open { b"\n" } else { b"" })?)
    }
}
