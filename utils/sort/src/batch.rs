//! As many lines of the inputs as memory may hold, in one large buffer.

use crate::rules::Rules;
use crate::sink::Sink;
use crate::sorting::{self, Line};
use shared::bytes::marks::either;
use shared::bytes::memory::{prefetch, use_large_pages};
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::buffer::spare_capacity;
use shared::rustix::fs::{self, Advice, FileType};
use shared::rustix::io::{Errno, read};

/// Bytes asked for at once: few enough that they are still in the cache when lines are
/// looked for.
const BLOCK: usize = 256 * 1024;

/// A line is fetched while so many before it are written.
const AHEAD: usize = 16;

/// Lines, and the bytes that they are in.
pub(crate) struct Batch {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// Where the line starts that has no end yet.
    tail: usize,
    budget: usize,
    /// Is of the same line several times in a row just the first kept?
    unique: bool,
}

/// The inputs, one behind the other.
pub(crate) struct Feed<'a> {
    names: std::slice::Iter<'a, &'static OsStr>,
    current: Option<Input>,
}

impl<'a> Feed<'a> {
    pub(crate) fn new(names: &'a [&'static OsStr]) -> Self {
        Self {
            names: names.iter(),
            current: None,
        }
    }

    fn advance(&mut self) -> Result<Option<&Input>> {
        self.current = self.names.next().map(|name| open(name)).transpose()?;
        Ok(self.current.as_ref())
    }
}

/// Opens an input.
pub(crate) fn open(name: &'static OsStr) -> Result<Input> {
    prepare(name, Input::open(name))
}

/// Makes an input that was opened ready to be read from front to end.
pub(crate) fn prepare(name: &'static OsStr, input: io::Result<Input>) -> Result<Input> {
    let input = input.map_err(|e| Error::io(format!("open failed: {}", quotef(name)), &e))?;
    // Pipes refuse the advice, which is harmless.
    let _ = fs::fadvise(&input, 0, None, Advice::Sequential);
    Ok(input)
}

/// The error of an input that can't be read.
pub(crate) fn read_error(name: &OsStr, e: &io::Error) -> Error {
    Error::io(format!("read failed: {}", quotef(name)), e)
}

impl Batch {
    /// An empty batch that may take about `budget` bytes of memory.
    pub(crate) fn new(budget: usize, unique: bool) -> Self {
        Self {
            text: Vec::new(),
            lines: Vec::new(),
            tail: 0,
            budget,
            unique,
        }
    }

    /// Reads more lines behind those that are left over. True where the inputs are at their
    /// end, false where the memory is: then it holds at least one line.
    pub(crate) fn fill(&mut self, feed: &mut Feed<'_>, end: u8) -> Result<bool> {
        loop {
            let Some(input) = &feed.current else {
                let Some(input) = feed.advance()? else {
                    return Ok(true);
                };
                self.reserve_for(input)?;
                continue;
            };
            let used = self.text.len() + self.lines.len() * size_of::<Line>();
            let left = self.budget.saturating_sub(used);
            if left == 0 && !self.lines.is_empty() {
                return Ok(false);
            }
            let wanted = left.clamp(1024, BLOCK);
            if self.text.capacity() - self.text.len() < wanted {
                self.text.reserve(wanted);
            }
            let seen = self.text.len();
            // A block at a time, though there may be room for more.
            let got = read_block(input, &mut self.text, wanted);
            match got.map_err(|e| read_error(input.name, &e))? {
                0 => {
                    feed.current = None;
                    if self.tail < self.text.len() {
                        self.text.push(end);
                        self.split(self.text.len() - 1, end);
                    }
                }
                _ => self.split(seen, end),
            }
        }
    }

    /// Finds the lines in what is new.
    fn split(&mut self, seen: usize, end: u8) {
        for at in either([end; 2], &self.text[seen..]) {
            let at = seen + at;
            let line = Line {
                code: 0,
                start: self.tail,
                len: at - self.tail,
            };
            self.tail = at + 1;
            let repeats =
                |last: &Line| last.len == line.len && last.of(&self.text) == line.of(&self.text);
            if self.unique && self.lines.last().is_some_and(repeats) {
                continue;
            }
            if self.lines.len() == self.lines.capacity() {
                self.lines.reserve(self.lines.len().max(4));
                use_large_pages(&mut self.lines);
            }
            self.lines.push(line);
        }
    }

    /// Makes room for a file at once, so that it need not grow.
    fn reserve_for(&mut self, input: &Input) -> Result {
        let stat = fs::fstat(input).map_err(|e| {
            let name = quotef(input.name);
            Error::io(format!("stat failed: {name}"), &e.into())
        })?;
        if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
            let size = usize::try_from(stat.st_size).unwrap_or(0);
            let room = self.budget.saturating_sub(self.text.len());
            // What can't be had now will be missed later, if ever.
            let _ = self.text.try_reserve(size.saturating_add(BLOCK).min(room));
            use_large_pages(&mut self.text);
        }
        Ok(())
    }

    /// Sorts its lines.
    pub(crate) fn sort(&mut self, rules: &Rules, threads: usize) {
        sorting::sort(&mut self.lines, &self.text, rules, threads);
    }

    /// Hands out its lines in order, each with what ends it.
    pub(crate) fn each(&self, rules: &Rules, write: &mut dyn FnMut(&[u8]) -> Result) -> Result {
        let mut scratch = Default::default();
        let mut previous: Option<Line> = None;
        for (i, line) in self.lines.iter().enumerate() {
            // They lie anywhere, which the processor can't foresee.
            if let Some(later) = self.lines.get(i + AHEAD) {
                prefetch(later.of(&self.text));
            }
            if rules.unique {
                let same = previous.is_some_and(|previous| {
                    let (a, b) = (previous.of(&self.text), line.of(&self.text));
                    rules.compare(a, b, &mut scratch).is_eq()
                });
                if same {
                    continue;
                }
                previous = Some(*line);
            }
            write(&self.text[line.start..=line.start + line.len])?;
        }
        Ok(())
    }

    /// Writes its lines out.
    pub(crate) fn write(&self, rules: &Rules, sink: &mut Sink) -> Result {
        self.each(rules, &mut |line| sink.write(line))
    }

    /// Drops its lines, but for the one that has no end yet.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.text.drain(..self.tail);
        self.tail = 0;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines it holds.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// Appends at most about `wanted` bytes; no more than fit without growing.
fn read_block(input: &Input, text: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
    let spare = text.capacity() - text.len();
    loop {
        let got = if spare > 2 * wanted {
            // A slice of the room that is there: bytes behind it stay untouched.
            let start = text.len();
            text.resize(start + wanted, 0);
            let got = read(input, &mut text[start..]);
            text.truncate(start + got.unwrap_or(0));
            got
        } else {
            read(input, spare_capacity(text))
        };
        match got {
            Err(Errno::INTR) => {}
            other => return Ok(other?),
        }
    }
}
