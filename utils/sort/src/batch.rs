//! Batches of input lines that fit into memory, in one large buffer.

use crate::rules::Rules;
use crate::sink::Sink;
use crate::sizes;
use crate::sorting::{self, Line};
use shared::bytes::marks::either;
use shared::bytes::memory::{prefetch, use_large_pages};
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::memory::has_memory;
use shared::rustix::buffer::spare_capacity;
use shared::rustix::fs::{self, Advice};
use shared::rustix::io::{read, retry_on_intr};
use shared::sys::stat::StatExt;

/// How many bytes are read at once: few enough to be in the cache still when they are split
/// into lines.
const BLOCK: usize = 256 * 1024;

/// The least that is read at once. A small file gets no larger buffer than it needs.
const SMALL_BLOCK: usize = 4096;

/// So many bytes of memory are used without finding out how much there is, which takes longer than sorting a
/// small file.
const UNASKED: usize = BLOCK;

/// How many lines ahead of the one being written the text is prefetched.
const AHEAD: usize = 16;

/// Lines and the buffer that holds their bytes.
pub(crate) struct Batch {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// Where the last line starts, which is incomplete so far.
    tail: usize,
    /// How many bytes of the current input are read at once.
    block: usize,
    /// Bytes of memory for text and lines, once they are known.
    budget: Option<usize>,
    /// Whether a line that repeats the one before it is dropped.
    unique: bool,
}

/// The inputs in turn.
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

pub(crate) fn open(name: &'static OsStr) -> Result<Input> {
    prepare(name, Input::open(name))
}

/// Announces sequential reading of an input, or returns the error of opening it.
pub(crate) fn prepare(name: &'static OsStr, input: io::Result<Input>) -> Result<Input> {
    let input = input.map_err(|e| Error::io(format!("open failed: {}", quotef(name)), &e))?;
    // Only advice: a pipe refuses it, and reads as well without.
    let _ = fs::fadvise(&input, 0, None, Advice::Sequential);
    Ok(input)
}

/// The error of an input that cannot be read.
pub(crate) fn read_error(name: &OsStr, e: &io::Error) -> Error {
    Error::io(format!("read failed: {}", quotef(name)), e)
}

impl Batch {
    /// An empty batch that may take about `budget` bytes of memory, or as many as are there.
    pub(crate) fn new(budget: Option<usize>, unique: bool) -> Self {
        Self {
            text: Vec::new(),
            lines: Vec::new(),
            tail: 0,
            block: BLOCK,
            budget,
            unique,
        }
    }

    /// Reads more lines. Returns whether the inputs have ended; otherwise the budget is used up,
    /// and the batch contains at least one line.
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
            let left = match self.budget {
                None if used < UNASKED => UNASKED - used,
                _ => self.budget().saturating_sub(used),
            };
            if left == 0 && !self.lines.is_empty() {
                return Ok(false);
            }
            let wanted = left.clamp(1024, self.block);
            if self.text.capacity() - self.text.len() < wanted {
                self.text.reserve(wanted);
            }
            let seen = self.text.len();
            // One block, even if there is room for more: see BLOCK.
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

    /// Finds the lines in the text from `seen` on.
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

    fn budget(&mut self) -> usize {
        *self.budget.get_or_insert_with(sizes::default_memory)
    }

    /// Allocates the memory for a whole file, so that the buffer is not moved while it grows.
    fn reserve_for(&mut self, input: &Input) -> Result {
        let stat = fs::fstat(input).map_err(|e| {
            let name = quotef(input.name);
            Error::io(format!("stat failed: {name}"), &e.into())
        })?;
        self.block = BLOCK;
        if stat.is_regular() {
            let size = usize::try_from(stat.st_size).unwrap_or(0);
            if size < BLOCK {
                self.block = (size + 1).next_multiple_of(SMALL_BLOCK);
                return Ok(());
            }
            let room = self.budget().saturating_sub(self.text.len());
            let size = size.saturating_add(BLOCK).min(room);
            // Otherwise the buffer grows block by block, and a failure there is fatal.
            if has_memory(self.text.len().saturating_add(size)) {
                self.text.reserve(size);
            }
            use_large_pages(&mut self.text);
        }
        Ok(())
    }

    pub(crate) fn sort(&mut self, rules: &Rules, threads: usize) {
        sorting::sort(&mut self.lines, &self.text, rules, threads);
    }

    /// Calls `write` with each line and its end, in order.
    pub(crate) fn each(&self, rules: &Rules, write: &mut dyn FnMut(&[u8]) -> Result) -> Result {
        let mut scratch = Default::default();
        let mut previous: Option<Line> = None;
        for (i, line) in self.lines.iter().enumerate() {
            // Sorted lines are scattered over the text, out of reach of the hardware prefetcher.
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

    pub(crate) fn write(&self, rules: &Rules, sink: &mut Sink) -> Result {
        self.each(rules, &mut |line| sink.write(line))
    }

    /// Removes all lines but the incomplete one.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.text.drain(..self.tail);
        self.tail = 0;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the number of lines.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// Appends about `wanted` bytes, without growing the buffer.
fn read_block(input: &Input, text: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
    let spare = text.capacity() - text.len();
    if spare > 2 * wanted {
        // `spare_capacity` would read into all of it.
        let start = text.len();
        text.resize(start + wanted, 0);
        let got = retry_on_intr(|| read(input, &mut text[start..]));
        text.truncate(start + got.unwrap_or(0));
        Ok(got?)
    } else {
        Ok(retry_on_intr(|| read(input, spare_capacity(text)))?)
    }
}
