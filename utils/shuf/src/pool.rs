//! The lines or numbers to shuffle.

use shared::bytes::marks::either;
use shared::bytes::memory::{prefetch, use_large_pages};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::input::random::Numbers;
use shared::prelude::*;
use shared::program::memory::exhausted;
use shared::program::output::Output;
use shared::rustix::fs::fstat;
use shared::sys::hash::Map;

/// How many bytes are read at once, at least.
const BLOCK: usize = 64 * 1024;

/// A range of up to this many numbers is held in memory as a whole.
const DENSE: u64 = 128 * 1024;

/// Of a longer range, only the numbers drawn are held, if they are at most one in this many.
const SPARSE: u64 = 32;

/// How many lines ahead of the one being written are prefetched.
const AHEAD: usize = 16;

pub(crate) enum Pool {
    /// Lines with their ends. They are leaked, and so live as long as the process.
    Lines(Vec<&'static [u8]>),
    /// Consecutive numbers.
    Range { first: u64, len: u64 },
    /// Numbers that were drawn.
    Numbers(Vec<u64>),
}

impl Pool {
    pub(crate) fn numbers(first: u64, last: u64) -> Self {
        Self::Range {
            first,
            // An empty range ends one before its start.
            len: last.wrapping_sub(first).wrapping_add(1),
        }
    }

    pub(crate) fn words(words: &[&OsStr], end: u8) -> Self {
        let mut text = Vec::with_capacity(words.iter().map(|word| word.len() + 1).sum());
        for word in words {
            text.extend_from_slice(word.as_bytes());
            text.push(end);
        }
        let mut rest: &[u8] = text.leak();
        let line = |word: &&OsStr| {
            let (line, behind) = rest.split_at(word.len() + 1);
            rest = behind;
            line
        };
        Self::Lines(words.iter().map(line).collect())
    }

    /// Reads all lines of the input.
    pub(crate) fn lines(input: &Input, end: u8) -> Result<Self> {
        let size = fstat(input).map_or(0, |stat| stat.st_size as usize);
        let mut text = Vec::with_capacity(size.saturating_add(BLOCK));
        use_large_pages(&mut text);
        while input.read_more(&mut text).map_err(read_error)? > 0 {
            text.reserve(BLOCK);
        }
        if text.last().is_some_and(|&last| last != end) {
            text.push(end);
        }
        let text: &[u8] = text.leak();
        let mut start = 0;
        let line = |at| {
            let line = &text[start..=at];
            start = at + 1;
            line
        };
        Ok(Self::Lines(either([end; 2], text).map(line).collect()))
    }

    /// Reads a random sample of `count` lines, and holds no more in memory: reservoir sampling
    /// (Vitter's algorithm R), which draws numbers in the order of GNU's shuf.
    pub(crate) fn sample(input: &Input, end: u8, count: u64, random: &mut Numbers) -> Result<Self> {
        let mut lines = Lines::new(end);
        let mut sample: Vec<Vec<u8>> = Vec::new();
        let mut number = 0;
        while number < count {
            let Some(line) = lines.next(input).map_err(read_error)? else {
                return Ok(Self::of_sample(sample, end));
            };
            sample.push(line.to_vec());
            number += 1;
        }
        loop {
            // Drawn before the line is read, so once more at the end of the input, as GNU does.
            let place = random.up_to(number)?;
            let Some(line) = lines.next(input).map_err(read_error)? else {
                return Ok(Self::of_sample(sample, end));
            };
            if let Some(chosen) = sample.get_mut(place as usize) {
                chosen.clear();
                chosen.extend_from_slice(line);
            }
            number += 1;
        }
    }

    fn of_sample(sample: Vec<Vec<u8>>, end: u8) -> Self {
        let line = |mut line: Vec<u8>| {
            line.push(end);
            &*line.leak()
        };
        Self::Lines(sample.into_iter().map(line).collect())
    }

    /// Returns the number of lines or numbers.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Lines(lines) => lines.len() as u64,
            &Self::Range { len, .. } => len,
            Self::Numbers(numbers) => numbers.len() as u64,
        }
    }

    /// Replaces the pool by `count` of its elements, in random order.
    pub(crate) fn permute(&mut self, count: u64, random: &mut Numbers) -> Result {
        match self {
            Self::Lines(items) => permute(items, count, random),
            Self::Numbers(items) => permute(items, count, random),
            &mut Self::Range { first, len } => {
                let count = count.min(len);
                let numbers = if len > DENSE && len / SPARSE >= count {
                    let some = sparse(len, count, random)?;
                    some.into_iter().map(|n| first + n).collect()
                } else if len > isize::MAX as u64 / 8 {
                    exhausted()
                } else {
                    let mut all = (0..len).map(|n| first + n).collect();
                    permute(&mut all, count, random)?;
                    all
                };
                *self = Self::Numbers(numbers);
                Ok(())
            }
        }
    }

    /// Writes all elements.
    pub(crate) fn write_all(&self, end: u8, out: &mut Output) -> io::Result<()> {
        let Self::Lines(lines) = self else {
            return (0..self.len()).try_for_each(|place| self.write(place, end, out));
        };
        for (place, line) in lines.iter().enumerate() {
            // Shuffled lines are scattered over the text, out of reach of the hardware
            // prefetcher.
            if let Some(later) = lines.get(place + AHEAD) {
                prefetch(later);
            }
            out.write_all(line)?;
        }
        Ok(())
    }

    /// Writes the element at `place`.
    #[inline]
    pub(crate) fn write(&self, place: u64, end: u8, out: &mut Output) -> io::Result<()> {
        match self {
            Self::Lines(lines) => out.write_all(lines[place as usize]),
            Self::Range { first, .. } => write_number(first + place, end, out),
            Self::Numbers(numbers) => write_number(numbers[place as usize], end, out),
        }
    }
}

/// Shuffles the first `count` elements (Fisher-Yates), and drops the rest.
fn permute<T>(items: &mut Vec<T>, count: u64, random: &mut Numbers) -> Result {
    let count = usize::try_from(count)
        .unwrap_or(usize::MAX)
        .min(items.len());
    for place in 0..count {
        let other = random.up_to((items.len() - 1 - place) as u64)? as usize;
        items.swap(place, place + other);
    }
    items.truncate(count);
    Ok(())
}

/// Like [`permute`] of the numbers below `len`, but holds only the numbers that move, in a map
/// from place to number.
fn sparse(len: u64, count: u64, random: &mut Numbers) -> Result<Vec<u64>> {
    let mut moved = Map::default();
    let draw = |place| {
        let other = place + random.up_to(len - 1 - place)?;
        let here = moved.get(&place).copied().unwrap_or(place);
        Ok(moved.insert(other, here).unwrap_or(other))
    };
    (0..count).map(draw).collect()
}

fn write_number(mut number: u64, end: u8, out: &mut Output) -> io::Result<()> {
    let mut digits = [end; 21];
    let mut start = 20;
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return out.write_all(&digits[start..]);
        }
    }
}

fn read_error(e: io::Error) -> Error {
    Error::io("read error", &e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::input::random::Source;

    /// With the same random bytes, [`sparse`] draws what [`permute`] draws.
    #[test]
    fn sparse_permutations_are_permutations() {
        let numbers = || {
            let executable = std::env::current_exe().unwrap().into_os_string();
            let name: &'static OsStr = Box::leak(executable.into_boxed_os_str());
            Numbers::new(Source::open(Some(name)).unwrap())
        };
        for (len, count) in [(1, 1), (2, 2), (10, 10), (100, 7), (1000, 1000)] {
            let mut all: Vec<u64> = (0..len).collect();
            permute(&mut all, count, &mut numbers()).unwrap();
            assert_eq!(
                sparse(len, count, &mut numbers()).unwrap(),
                all,
                "{count} of {len}"
            );
        }
    }
}
