//! expand: convert tabs to spaces.
//!
//! GNU manual node "expand invocation"; POSIX expand.

use shared::bytes::marks::{ROW, append, unprintable};
use shared::bytes::search::{find, find_last};
use shared::input::characters::Blocks;
use shared::input::files::{close_stdin, for_each_input};
use shared::prelude::*;
use shared::program::output;
use shared::text::characters::{Character, column_behind};
use shared::values::tabs::TabStops;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// If the next tab is at least this far away, the text before it is scanned as a whole.
const NEAR: usize = 256;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    let mut expansion = Expansion {
        stops: settings.stops.finish()?,
        initial: settings.initial,
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

#[derive(Default)]
struct Settings {
    stops: TabStops,
    /// Whether only tabs before the first other character of a line are converted.
    initial: bool,
}

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "initial" => settings.initial = true,
                "tabs" => settings.stops.add_list(option.value().as_bytes())?,
                digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                    let rest = option.value().as_bytes();
                    settings
                        .stops
                        .add_list(&[digit.as_bytes(), rest].concat())?;
                }
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "expand",
        "[OPTION]... [FILE]...",
        "Convert tabs in each FILE to spaces, and print the result.",
    )
    .options(options![
        flag("-i, --initial", "do not convert tabs after non-blanks"),
        value(
            "-t, --tabs",
            "LIST",
            "set tab stops every N columns (8), or at the columns in a comma-separated list; \
             the last item may be /N (multiples of N) or +N (every N columns after the last \
             stop)",
        ),
    ])
    // The obsolete form of -t: -4,8.
    .options(cli::DIGITS_WITH_REST)
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

/// Expands text. A line may continue in the next file.
struct Expansion {
    stops: TabStops,
    initial: bool,
    column: usize,
    /// Whether tabs in the rest of this line are converted.
    converts: bool,
    out: Vec<u8>,
}

const SPACES: [u8; 64] = [b' '; 64];

impl Expansion {
    /// Expands a block of whole characters.
    fn take(&mut self, mut block: &[u8]) -> io::Result<()> {
        while !block.is_empty() {
            let len = match find(b'\t', block) {
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

    /// Expands the line at the start of `block`, one vector row at a time. Returns its length.
    fn line(&mut self, block: &[u8]) -> io::Result<usize> {
        let mut at = 0;
        loop {
            let rest = &block[at..];
            if !self.converts {
                // The rest of the line is copied, so its columns don't matter.
                let Some(newline) = find(b'\n', rest) else {
                    self.out.extend_from_slice(rest);
                    return Ok(block.len());
                };
                self.out.extend_from_slice(&rest[..=newline]);
                (self.column, self.converts) = (0, true);
                return Ok(at + newline + 1);
            }
            // The printable text up to the end of the row.
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
                // The text just copied ended the blanks: this is handled above.
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

    /// Copies text without tabs. Only the part after its last newline matters for columns.
    fn text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
        let mut line = text;
        if let Some(newline) = find_last(b'\n', text) {
            line = &text[newline + 1..];
            (self.column, self.converts) = (0, true);
        }
        if self.converts {
            self.column = column_behind(self.column, line);
            self.converts &= !self.initial || is_blank(line);
        }
    }

    fn tab(&mut self) -> io::Result<()> {
        // After the last stop, a tab becomes one space.
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

/// Returns whether the text consists of blanks.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::parse(options);
        });
    }
}
