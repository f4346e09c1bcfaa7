//! Runs of blanks, and what becomes of them.

use shared::memchr::memchr;
use shared::prelude::*;
use shared::text::characters::{Character, column_behind, printable_run};
use shared::values::tabs::TabStops;

/// Text as it is contracted; a line may go on from one file to the next.
pub(crate) struct Contraction {
    stops: TabStops,
    all: bool,
    column: usize,
    /// Are blanks of this line still converted?
    converts: bool,
    run: Run,
    out: Vec<u8>,
}

/// A run of blanks, as far as it was read.
#[derive(Default)]
struct Run {
    /// Tab stops that it reached.
    tabs: usize,
    /// The blanks behind the last of them.
    rest: Vec<u8>,
    /// Its only blank, which no tab is put for although a tab stop is reached.
    single: Vec<u8>,
    /// Does the line start with it?
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

    /// Contracts a block of whole characters.
    pub(crate) fn take(&mut self, mut block: &[u8]) -> io::Result<()> {
        while let Some(&first) = block.first() {
            let len = if first == b'\n' {
                self.newline();
                1
            } else if !self.converts {
                let len = memchr(b'\n', block).unwrap_or(block.len());
                self.out.extend_from_slice(&block[..len]);
                len
            } else {
                match block[0] {
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
        let result = stdout().write_all(&self.out);
        self.out.clear();
        result
    }

    /// Prints the blanks that the last file ends with.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.end_run();
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

    /// Goes on with what `text` starts with that is not blank, and with what follows it up to
    /// a blank that may be converted. Answers its length.
    fn words(&mut self, text: &[u8]) -> usize {
        self.end_run();
        if !self.all {
            self.converts = false;
            return 0;
        }
        let mut len = self.word(text);
        // Single spaces between words stay, whatever tab stops they reach.
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

    /// Goes past what `text` starts with that is neither blank nor a newline. Answers its
    /// length.
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

    fn spaces(&mut self, mut number: usize) {
        let mut first = self.run.is_empty() && !self.run.leading;
        while number > 0 {
            let Some(stop) = self.stops.behind(self.column) else {
                // Behind the last tab stop, blanks stay what they are.
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

    /// A tab, or a blank of several bytes.
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
                    // No tab ends where a wide blank does.
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

/// The length of the blank that `text` starts with, 0 where it starts with none.
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
