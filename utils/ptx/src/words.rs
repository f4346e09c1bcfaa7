//! Lists of words to ignore or to index exclusively, one a line.

use shared::bytes::simd::prefix;
use shared::input::files::Input;
use shared::prelude::*;
use shared::text::locale;

/// A sorted list of words.
pub(crate) struct WordList {
    /// Each word, after its prefix.
    words: Vec<(u64, Vec<u8>)>,
    fold: bool,
}

impl WordList {
    /// Reads a list. Returns `None` if it is empty.
    pub(crate) fn read(name: &'static OsStr, fold: bool) -> Result<Option<Self>> {
        let text = read_all(name)?;
        let lines = text.split(|&b| b == b'\n').filter(|line| !line.is_empty());
        let words = lines.map(|line| folded(line, fold));
        let mut words: Vec<_> = words.map(|word| (prefix(&word), word)).collect();
        words.sort_unstable();
        Ok(Some(Self { words, fold }).filter(|list| !list.words.is_empty()))
    }

    pub(crate) fn has(&self, word: &[u8]) -> bool {
        let upper;
        let word = match self.fold {
            true => {
                upper = folded(word, true);
                &upper
            }
            false => word,
        };
        let wanted = (prefix(word), word);
        let found = self
            .words
            .binary_search_by(|(prefix, listed)| (*prefix, &listed[..]).cmp(&wanted));
        found.is_ok()
    }
}

fn folded(word: &[u8], fold: bool) -> Vec<u8> {
    match fold {
        true => word.iter().map(|&b| locale::upper(b)).collect(),
        false => word.to_vec(),
    }
}

/// Reads a whole file, or standard input if `name` is empty.
pub(crate) fn read_all(name: &'static OsStr) -> Result<Vec<u8>> {
    let name = if name.is_empty() {
        OsStr::new("-")
    } else {
        name
    };
    let failed = |e: io::Error| Error::io(quotef(name), &e);
    let input = Input::open(name).map_err(failed)?;
    let mut text = Vec::new();
    let size = shared::rustix::fs::fstat(&input).map_or(0, |stat| stat.st_size as usize);
    // One byte more, so that the read that finds the end needs no further allocation.
    text.reserve(size.min(1 << 40) + 1);
    loop {
        if text.capacity() - text.len() < 1 {
            text.reserve(64 * 1024);
        }
        if input.read_more(&mut text).map_err(failed)? == 0 {
            return Ok(text);
        }
    }
}
