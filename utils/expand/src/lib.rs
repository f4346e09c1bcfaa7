//! expand: convert tabs to spaces. GNU manual node "expand invocation"; POSIX expand.

use shared::bytes::marks::{ROW, append, unprintable};
use shared::input::characters::Blocks;
use shared::input::files::{close_stdin, for_each_input};
use shared::memchr::{memchr, memrchr};
use shared::prelude::*;
use shared::program::output;
use shared::text::characters::{Character, column_behind};
use shared::values::tabs::TabStops;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// Bytes to the next tab from which on looking for it is worth it.
const NEAR: usize = 256;

/// Runs expand.
pub fn run(args: Args) -> Result {
    let mut stops = TabStops::default();
    let mut initial = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "initial" => initial = true,
            "tabs" => stops.add_list(option.value().as_bytes())?,
            digit => {
                let rest = option.value().as_bytes();
                stops.add_list(&[digit.as_bytes(), rest].concat())?;
            }
        }
    }
    let operands = options.operands();
    let mut expansion = Expansion {
        stops: stops.finish()?,
        initial,
        column: 0,
        converts: true,
        out: Vec::new(),
    };
    let mut blocks = Blocks::of(BLOCK);
    for_each_input(&operands, &mut |input| {
        while let Some(block) = blocks.next(input)? {
            expansion.take(block).map_err(output::fatal)?;
        }
        Ok(())
    })?;
    close_stdin(&operands)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "expand",
        "[OPTION]... [FILE]...",
        "Convert the tabs in each FILE to spaces, and print the result.",
    )
    .args([
        flag("-i, --initial", "do not convert tabs behind non-blanks"),
        value(
            "-t, --tabs",
            "LIST",
            "tab stops N columns apart (a single number; 8 if not given), or at the columns of \
             a list separated by commas, which '/N' ends for multiples of N behind them, '+N' \
             for each N columns behind the last",
        ),
    ])
    // The obsolete way to give the stops.
    .args(
        ["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"]
            .map(|digit| optional(digit, "", "")),
    )
    .after_help("With no FILE, or when FILE is -, read standard input.")
}

/// Text as it is expanded; a line may go on from one file to the next.
struct Expansion {
    stops: TabStops,
    initial: bool,
    column: usize,
    /// Are tabs of this line still converted?
    converts: bool,
    out: Vec<u8>,
}

const SPACES: [u8; 64] = [b' '; 64];

impl Expansion {
    /// Expands a block of whole characters.
    fn take(&mut self, mut block: &[u8]) -> io::Result<()> {
        while !block.is_empty() {
            let len = match memchr(b'\t', block) {
                Some(tab) if tab < NEAR => self.line(block)?,
                tab => {
                    let len = tab.unwrap_or(block.len());
                    self.text(&block[..len]);
                    len
                }
            };
            block = &block[len..];
        }
        self.write()
    }

    /// Goes on with the line that `block` starts with, step by step. Answers its length.
    fn line(&mut self, block: &[u8]) -> io::Result<usize> {
        let mut at = 0;
        loop {
            let rest = &block[at..];
            if !self.converts {
                // Columns are of no interest any more.
                let Some(newline) = memchr(b'\n', rest) else {
                    self.out.extend_from_slice(rest);
                    return Ok(block.len());
                };
                self.out.extend_from_slice(&rest[..=newline]);
                (self.column, self.converts) = (0, true);
                return Ok(at + newline + 1);
            }
            // What is printable of a row at the most: then again.
            let len = (unprintable(rest).trailing_zeros() as usize).min(rest.len());
            let (text, rest) = rest.split_at(len);
            append(&mut self.out, block, at, at + len);
            self.column += len;
            self.converts &= !self.initial || is_blank(text);
            at += len;
            if len == ROW {
                continue;
            }
            at += match rest.first() {
                None => return Ok(at),
                Some(b'\n') => {
                    self.out.push(b'\n');
                    (self.column, self.converts) = (0, true);
                    return Ok(at + 1);
                }
                // The text before has ended that.
                Some(b'\t') if !self.converts => 0,
                Some(b'\t') => {
                    self.tab()?;
                    1
                }
                Some(_) => {
                    let len = Character::first_of(rest).len;
                    self.text(&rest[..len]);
                    len
                }
            };
        }
    }

    /// Goes on with text without tabs. Only where a line ends in it is looked at.
    fn text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        let mut line = text;
        if let Some(newline) = memrchr(b'\n', text) {
            line = &text[newline + 1..];
            (self.column, self.converts) = (0, true);
        }
        if self.converts {
            self.column = column_behind(self.column, line);
            self.converts &= !self.initial || is_blank(line);
        }
    }

    fn tab(&mut self) -> io::Result<()> {
        // Behind the last stop, a tab is a space.
        let stop = self.stops.behind(self.column).unwrap_or(self.column + 1);
        let mut spaces = stop - self.column;
        self.column = stop;
        while spaces > 0 {
            let some = spaces.min(SPACES.len());
            append(&mut self.out, &SPACES, 0, some);
            spaces -= some;
            if self.out.len() >= BLOCK {
                self.write()?;
            }
        }
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        result
    }
}

/// Does the text hold nothing but blanks?
fn is_blank(mut text: &[u8]) -> bool {
    while !text.is_empty() {
        let character = Character::first_of(text);
        if !character.is_blank() {
            return false;
        }
        text = &text[character.len..];
    }
    true
}
