//! Merging sorted inputs and runs, a limited number at a time.

use crate::batch::{open, prepare, read_error};
use crate::debug;
use crate::order::Scratch;
use crate::rules::{Rules, Step};
use crate::sink::Sink;
use crate::temp::{Run, Store};
use shared::input::files::Input;
use shared::memchr::memchr;
use shared::prelude::*;
use shared::rustix::fs;
use shared::rustix::io::Errno;
use shared::sys::stat::StatExt;
use std::cmp::Ordering;
use std::ops::Range;

/// A source of bytes whose errors name it.
pub(crate) trait Bytes {
    /// Reads into `buffer`; 0 at the end.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize>;
}

impl Bytes for Input {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let name = self.name;
        io::Read::read(self, buffer).map_err(|e| read_error(name, &e))
    }
}

/// Something to merge.
pub(crate) enum Part {
    Input(&'static OsStr),
    Run(Run),
}

/// How to merge.
pub(crate) struct Merge<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) store: &'a Store,
    /// How many parts are merged at a time.
    pub(crate) batch: usize,
    /// Bytes of memory for buffers.
    pub(crate) budget: usize,
    /// Whether keys are underlined in the output.
    pub(crate) debug: bool,
}

impl Merge<'_> {
    /// Merges all `parts` into `sink`.
    pub(crate) fn merge(&self, parts: Vec<Part>, sink: &mut Sink) -> Result {
        let parts = self.spare_output(parts, sink)?;
        let mut parts = self.reduce(parts)?;
        loop {
            let mut streams = Vec::new();
            let rest = self.open(parts, &mut streams)?;
            if rest.is_empty() {
                sink.begin()?;
                self.weave(streams, &mut |line| match self.debug {
                    true => debug::write(line, self.rules, sink),
                    false => sink.write(line),
                })?;
                return sink.finish();
            }
            // Descriptors ran out: what was opened becomes one run.
            parts = vec![self.keep(streams)?];
            parts.extend(rest);
        }
    }

    /// Merges some of `parts` into runs until the rest can be merged at once.
    pub(crate) fn reduce(&self, mut parts: Vec<Part>) -> Result<Vec<Part>> {
        while parts.len() > self.batch {
            let mut excess = parts.len() - self.batch;
            let mut rest = parts;
            parts = Vec::new();
            while excess > 0 && rest.len() > 1 {
                let behind = rest.split_off(rest.len().min(self.batch).min(excess + 1));
                let mut streams = Vec::new();
                let mut unopened = self.open(rest, &mut streams)?;
                excess = excess.saturating_sub(streams.len() - 1);
                parts.push(self.keep(streams)?);
                unopened.extend(behind);
                rest = unopened;
            }
            parts.extend(rest);
        }
        Ok(parts)
    }

    /// Copies inputs that are the output too, because it is truncated before they are read.
    fn spare_output(&self, parts: Vec<Part>, sink: &Sink) -> Result<Vec<Part>> {
        let output = fs::fstat(sink.descriptor());
        // Where that can't be known, an input is the output: then nothing is lost.
        let is_output = |part: &Part| match (part, &output) {
            (Part::Input(_), Err(_)) => true,
            (Part::Input(name), Ok(output)) if output.is_regular() => {
                let stat = if *name == "-" {
                    fs::fstat(shared::rustix::stdio::stdin())
                } else {
                    fs::stat(*name)
                };
                stat.map_or_else(|e| e != Errno::NOENT, |stat| stat.is_same_file(output))
            }
            _ => false,
        };
        parts
            .into_iter()
            .map(|part| match part {
                Part::Input(name) if is_output(&part) => {
                    let stream = Stream::new(Box::new(open(name)?), self.buffer_size());
                    self.keep(vec![stream])
                }
                other => Ok(other),
            })
            .collect()
    }

    fn keep(&self, streams: Vec<Stream>) -> Result<Part> {
        let mut streams = Some(streams);
        let run = self.store.keep(&mut |write| match streams.take() {
            Some(streams) => self.weave(streams, write),
            None => Ok(()),
        })?;
        Ok(Part::Run(run))
    }

    fn buffer_size(&self) -> usize {
        (self.budget / self.batch).clamp(4096, 256 * 1024)
    }

    /// Opens parts until descriptors run out. Returns those that were not opened.
    fn open(&self, parts: Vec<Part>, streams: &mut Vec<Stream>) -> Result<Vec<Part>> {
        let mut parts = parts.into_iter();
        while let Some(part) = parts.next() {
            let (source, name): (Box<dyn Bytes>, _) = match part {
                Part::Run(run) => (run.open()?, None),
                Part::Input(name) => {
                    let input = Input::open(name);
                    if input.as_ref().is_err_and(is_out_of_descriptors) && streams.len() > 1 {
                        let spare = self.store.needs_descriptor();
                        let spared = spare.then(|| spare_one(streams)).flatten();
                        let rest = spared.into_iter().chain([Part::Input(name)]);
                        return Ok(rest.chain(parts).collect());
                    }
                    (Box::new(prepare(name, input)?), Some(name))
                }
            };
            let mut stream = Stream::new(source, self.buffer_size());
            stream.name = name;
            streams.push(stream);
        }
        Ok(Vec::new())
    }

    /// Calls `write` with the lines of `streams` in order. Equal lines come in the order of the
    /// streams.
    fn weave(&self, mut streams: Vec<Stream>, write: &mut dyn FnMut(&[u8]) -> Result) -> Result {
        let mut contest = Contest {
            rules: self.rules,
            scratch: Default::default(),
        };
        for stream in &mut streams {
            contest.advance(stream)?;
        }
        let mut tree = contest.tree(&streams);
        let mut previous: Option<Vec<u8>> = None;
        while let Some(stream) = streams.get_mut(tree[0]).filter(|s| !s.over) {
            let line = stream.line();
            if self.rules.unique {
                let same = previous
                    .as_ref()
                    .is_some_and(|p| self.rules.compare(p, line, &mut contest.scratch).is_eq());
                if !same {
                    let kept = previous.get_or_insert_default();
                    kept.clear();
                    kept.extend_from_slice(line);
                    write(stream.whole_line())?;
                }
            } else {
                write(stream.whole_line())?;
            }
            contest.advance(stream)?;
            contest.replay(&mut tree, &streams);
        }
        Ok(())
    }
}

fn is_out_of_descriptors(e: &io::Error) -> bool {
    e.raw_os_error() == Some(shared::libc::EMFILE)
}

/// Closes the last stream and returns its input, if it is one and two others remain.
fn spare_one(streams: &mut Vec<Stream>) -> Option<Part> {
    let name = streams.last().filter(|_| streams.len() > 2)?.name?;
    streams.pop();
    Some(Part::Input(name))
}

/// A tournament of streams. It is kept as a loser tree: each node contains the stream that lost
/// there, node 0 the winner. The next line of the winner takes one comparison on each level.
struct Contest<'a> {
    rules: &'a Rules,
    scratch: [Scratch; 2],
}

impl Contest<'_> {
    /// Moves `stream` to its next line and computes its code.
    fn advance(&mut self, stream: &mut Stream) -> Result {
        if stream.advance(self.rules.end)? {
            stream.code = self
                .rules
                .code(Step::default(), stream.line(), &mut self.scratch[0]);
        }
        Ok(())
    }

    /// Builds the tree from the current lines.
    fn tree(&mut self, streams: &[Stream]) -> Vec<usize> {
        let count = streams.len();
        let mut winners = vec![0; 2 * count.max(1)];
        for i in 0..count {
            winners[count + i] = i;
        }
        let mut tree = vec![0; count.max(1)];
        for place in (1..count).rev() {
            let (a, b) = (winners[2 * place], winners[2 * place + 1]);
            let (winner, loser) = if self.wins(a, b, streams) {
                (a, b)
            } else {
                (b, a)
            };
            winners[place] = winner;
            tree[place] = loser;
        }
        tree[0] = winners[usize::from(count > 1)];
        tree
    }

    /// Finds the new winner after the old one has advanced.
    fn replay(&mut self, tree: &mut [usize], streams: &[Stream]) {
        let mut winner = tree[0];
        let mut place = (streams.len() + winner) / 2;
        while place > 0 {
            if self.wins(tree[place], winner, streams) {
                std::mem::swap(&mut tree[place], &mut winner);
            }
            place /= 2;
        }
        tree[0] = winner;
    }

    /// Returns whether the line of stream `a` comes before that of `b`.
    fn wins(&mut self, a: usize, b: usize, streams: &[Stream]) -> bool {
        let (x, y) = (&streams[a], &streams[b]);
        let order = match (x.over, y.over) {
            (false, false) => x
                .code
                .cmp(&y.code)
                .then_with(|| self.rules.compare(x.line(), y.line(), &mut self.scratch)),
            (x, y) => x.cmp(&y),
        };
        order.then(a.cmp(&b)) == Ordering::Less
    }
}

/// The lines of one part.
pub(crate) struct Stream {
    source: Box<dyn Bytes>,
    /// The name of an input, which can be opened again.
    name: Option<&'static OsStr>,
    buffer: Vec<u8>,
    /// How many bytes of `buffer` were read.
    filled: usize,
    /// The current line.
    line: Range<usize>,
    /// Where the next line starts.
    next: usize,
    /// The source has ended.
    ended: bool,
    /// The code of the current line.
    code: u64,
    /// There is no current line any more.
    over: bool,
}

impl Stream {
    pub(crate) fn new(source: Box<dyn Bytes>, size: usize) -> Self {
        Self {
            source,
            name: None,
            buffer: vec![0; size],
            filled: 0,
            line: 0..0,
            next: 0,
            ended: false,
            code: 0,
            over: false,
        }
    }

    /// The current line.
    pub(crate) fn line(&self) -> &[u8] {
        &self.buffer[self.line.clone()]
    }

    /// The current line with the byte that ends it.
    fn whole_line(&self) -> &[u8] {
        &self.buffer[self.line.start..=self.line.end]
    }

    /// Moves to the next line. Returns whether there is one.
    pub(crate) fn advance(&mut self, end: u8) -> Result<bool> {
        let mut start = self.next;
        let mut searched = start;
        loop {
            if let Some(len) = memchr(end, &self.buffer[searched..self.filled]) {
                self.line = start..searched + len;
                self.next = self.line.end + 1;
                return Ok(true);
            }
            searched = self.filled;
            if self.ended {
                if start >= self.filled {
                    self.over = true;
                    return Ok(false);
                }
                // The last line is incomplete, and is ended here.
                if self.filled == self.buffer.len() {
                    self.buffer.push(0);
                }
                self.buffer[self.filled] = end;
                self.filled += 1;
                continue;
            }
            if start > 0 {
                self.buffer.copy_within(start..self.filled, 0);
                self.filled -= start;
                searched -= start;
                start = 0;
            }
            if self.filled == self.buffer.len() {
                self.buffer.resize(2 * self.filled, 0);
            }
            match self.source.read(&mut self.buffer[self.filled..])? {
                0 => self.ended = true,
                n => self.filled += n,
            }
        }
    }
}
