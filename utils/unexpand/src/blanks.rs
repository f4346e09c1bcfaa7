//! Converting runs of blanks to tabs and spaces.

use shared::bytes::search::find;
use shared::prelude::*;
use shared::text::characters::{Character, column_behind, printable_run};
use shared::values::tabs::TabStops;

/// Converts text. A line may continue in the next file.
pub(crate) struct Contraction {
    stops: TabStops,
    /// Whether blanks after the first other character of a line are converted too.
    all: bool,
    column: usize,
    /// Whether blanks in the rest of this line are converted.
    converts: bool,
    run: Run,
    out: Vec<u8>,
}

/// The run of blanks that is being read.
#[derive(Default)]
struct Run {
    /// The number of tab stops that the run has reached.
    tabs: usize,
    /// The blanks after the last of these.
    rest: Vec<u8>,
    /// The run, if it is a single blank that reaches a tab stop. It does not become a tab.
    single: Vec<u8>,
    /// Whether the run is at the start of a line.
    leading: bool,
}

impl Run {
    fn is_empty(&self) -> bool {
        self.tabs == 0 && self.rest.is_empty()
    }
}

impl Contraction {
    pub(crate) fn new(stops: TabStops, all: bool) -> Self {
        Self {
            stops,
            all,
            column: 0,
            converts: true,
            run: Run {
                leading: true,
                ..Run::default()
            },
            out: Vec::new(),
        }
    }

    /// Converts a block of whole characters.
    pub(crate) fn take(&mut self, mut block: &[u8]) -> io::Result<()> {
        while let Some(&first) = block.first() {
            let len = if first == b'\n' {
                self.newline();
                1
            } else if !self.converts {
                let len = find(b'\n', block).unwrap_or(block.len());
                self.out.extend_from_slice(&block[..len]);
                len
            } else {
                match first {
                    b' ' => {
                        let spaces = block.iter().position(|&byte| byte != b' ');
                        let spaces = spaces.unwrap_or(block.len());
                        self.spaces(spaces);
                        spaces
                    }
                    _ => match blank_len(block) {
                        0 => self.words(block),
                        len => {
                            self.blank(&block[..len]);
                            len
                        }
                    },
                }
            };
            block = &block[len..];
        }
        self.write()
    }

    /// Prints the blanks at the end of the last file.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.end_run();
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        result
    }

    fn newline(&mut self) {
        self.end_run();
        self.out.push(b'\n');
        (self.column, self.converts) = (0, true);
        self.run.leading = true;
    }

    /// Copies the word at the start of `text`, and the words that follow it separated by single
    /// spaces. Returns the length.
    fn words(&mut self, text: &[u8]) -> usize {
        self.end_run();
        if !self.all {
            self.converts = false;
            return 0;
        }
        let mut len = self.word(text);
        // A single space between words stays a space even if it reaches a tab stop.
        while self.stops.is_endless() && text.get(len) == Some(&b' ') {
            self.column += 1;
            let next = self.word(&text[len + 1..]);
            if next == 0 {
                self.column -= 1;
                break;
            }
            len += 1 + next;
        }
        self.out.extend_from_slice(&text[..len]);
        len
    }

    /// Advances the column over the word at the start of `text`. Returns the word's length.
    fn word(&mut self, text: &[u8]) -> usize {
        let mut at = 0;
        loop {
            let run = printable_run(&text[at..], b'!', usize::MAX);
            at += run.len;
            self.column += run.columns;
            match text.get(at) {
                None | Some(b' ' | b'\t' | b'\n') => return at,
                Some(_) if blank_len(&text[at..]) > 0 => return at,
                Some(_) => {
                    let len = Character::first_of(&text[at..]).len;
                    self.column = column_behind(self.column, &text[at..at + len]);
                    at += len;
                }
            }
        }
    }

    /// Adds spaces to the run.
    fn spaces(&mut self, mut number: usize) {
        let mut first = self.run.is_empty() && !self.run.leading;
        while number > 0 {
            let Some(stop) = self.stops.behind(self.column) else {
                // After the last tab stop, blanks are not converted.
                self.end_run();
                self.converts = false;
                self.out.resize(self.out.len() + number, b' ');
                return;
            };
            self.run.single.clear();
            let distance = stop - self.column;
            if number < distance {
                self.column += number;
                self.run.rest.resize(self.run.rest.len() + number, b' ');
                return;
            }
            self.column = stop;
            self.run.tabs += 1;
            self.run.rest.clear();
            number -= distance;
            if std::mem::take(&mut first) && distance == 1 {
                self.run.single.push(b' ');
            }
        }
    }

    /// Adds a tab or a blank of several bytes to the run.
    fn blank(&mut self, blank: &[u8]) {
        let Some(stop) = self.stops.behind(self.column) else {
            self.end_run();
            self.converts = false;
            self.out.extend_from_slice(blank);
            return;
        };
        let first = self.run.is_empty() && !self.run.leading;
        self.run.single.clear();
        if blank == b"\t" {
            self.column = stop;
        } else {
            self.column += Character::first_of(blank).columns();
            if self.column != stop {
                self.run.rest.extend_from_slice(blank);
                if self.column > stop {
                    // The wide blank crosses the tab stop, so no tab can end where it does.
                    self.end_run();
                }
                return;
            }
            if first {
                self.run.single.extend_from_slice(blank);
            }
        }
        self.run.tabs += 1;
        self.run.rest.clear();
    }

    /// Prints the run.
    fn end_run(&mut self) {
        let run = &mut self.run;
        if run.single.is_empty() {
            self.out.resize(self.out.len() + run.tabs, b'\t');
        }
        if !run.single.is_empty() || !run.rest.is_empty() {
            self.out.append(&mut run.single);
            self.out.append(&mut run.rest);
        }
        (run.tabs, run.leading) = (0, false);
    }
}

/// Returns the length of the blank at the start of `text`, or 0 if there is none.
fn blank_len(text: &[u8]) -> usize {
    match text[0] {
        b' ' | b'\t' => 1,
        ..0x80 => 0,
        _ => {
            let character = Character::first_of(text);
            if character.is_blank() {
                character.len
            } else {
                0
            }
        }
    }
}
