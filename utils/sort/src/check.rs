//! `-c` and `-C`: whether the input is sorted.

use crate::batch::{open, read_error};
use crate::order::Scratch;
use crate::rules::{Rules, Step};
use shared::input::files::Input;
use shared::memchr::memchr;
use shared::prelude::*;
use shared::program::name;
use std::cmp::Ordering;
use std::ops::Range;

/// The initial size of the buffer.
const BLOCK: usize = 256 * 1024;

/// Fails with status 1 if `name` is not sorted. The first line out of order is reported if
/// `reports`.
pub(crate) fn check(name: &'static OsStr, rules: &Rules, reports: bool) -> Result {
    let mut lines = Lines::open(name)?;
    let mut scratch = <[Scratch; 2]>::default();
    let mut previous_code = 0;
    let mut number: u64 = 0;
    while let Some(line) = lines.next(rules.end)? {
        number += 1;
        let line = &lines.buffer[line];
        let code = rules.code(Step::default(), line, &mut scratch[0]);
        if let Some(previous) = &lines.previous {
            let order = previous_code
                .cmp(&code)
                .then_with(|| rules.compare(&lines.buffer[previous.clone()], line, &mut scratch));
            if order == Ordering::Greater || (rules.unique && order == Ordering::Equal) {
                if reports {
                    report(name, number, line, rules.end);
                }
                return Err(Error::exit(1));
            }
        }
        previous_code = code;
    }
    Ok(())
}

/// The lines of an input, of which the previous one stays in the buffer.
struct Lines {
    input: Input,
    buffer: Vec<u8>,
    /// How many bytes of `buffer` were read.
    filled: usize,
    previous: Option<Range<usize>>,
    current: Option<Range<usize>>,
    /// Where the line after `current` starts.
    next: usize,
    ended: bool,
}

impl Lines {
    fn open(name: &'static OsStr) -> Result<Self> {
        Ok(Self {
            input: open(name)?,
            buffer: vec![0; BLOCK],
            filled: 0,
            previous: None,
            current: None,
            next: 0,
            ended: false,
        })
    }

    /// Returns the range of the next line, without its end.
    fn next(&mut self, end: u8) -> Result<Option<Range<usize>>> {
        self.previous = self.current.take();
        let mut searched = self.next;
        let line_end = loop {
            if let Some(len) = memchr(end, &self.buffer[searched..self.filled]) {
                break searched + len;
            }
            if self.ended {
                if self.next == self.filled {
                    return Ok(None);
                }
                break self.filled;
            }
            if self.filled == self.buffer.len() {
                self.make_room();
            }
            searched = self.filled;
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.filled += n,
                Err(e) => return Err(read_error(self.input.name, &e)),
            }
        };
        let line = self.next..line_end;
        self.current = Some(line.clone());
        self.next = (line_end + 1).min(self.filled);
        Ok(Some(line))
    }

    /// Moves the previous line and what follows to the front of the buffer, which grows if more
    /// than half of it is still in use.
    fn make_room(&mut self) {
        let keep = self.previous.as_ref().map_or(self.next, |line| line.start);
        self.buffer.copy_within(keep..self.filled, 0);
        self.filled -= keep;
        self.next -= keep;
        if let Some(line) = &mut self.previous {
            *line = 0..line.end - keep;
        }
        if self.filled > self.buffer.len() / 2 {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
    }
}

fn report(name: &OsStr, number: u64, line: &[u8], end: u8) {
    let mut message = name::program().as_bytes().to_vec();
    message.extend_from_slice(format!(": {}:{number}: disorder: ", quotef(name)).as_bytes());
    message.extend_from_slice(line);
    message.push(end);
    diagnostics::write_stderr(&message);
}
