//! The words of all files, each with its context and its reference.

use crate::Ptx;
use crate::scan::{Sentences, Words};
use crate::words::{WordList, read_all};
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::text::locale;
use shared::text::locale::is_posix_space;
use std::cmp::Ordering;

/// A file that was read.
pub(crate) struct File {
    pub(crate) name: &'static OsStr,
    pub(crate) text: Vec<u8>,
    /// Lines before the one with the last word.
    pub(crate) lines: usize,
}

/// A word in a file.
#[derive(Clone, Copy)]
pub(crate) struct Occurrence {
    /// The first bytes, which order as the words do.
    prefix: u64,
    pub(crate) start: usize,
    /// Where its line starts (for a reference in the input), or its number.
    pub(crate) line: usize,
    pub(crate) len: u32,
    pub(crate) file: u32,
    pub(crate) context: u32,
}

/// All of them.
pub(crate) struct Index<'a> {
    ptx: &'a Ptx,
    sentences: Sentences,
    pub(crate) words: Words,
    ignored: Option<WordList>,
    only: Option<WordList>,
    pub(crate) files: Vec<File>,
    pub(crate) found: Vec<Occurrence>,
    /// From where to where, in their files.
    pub(crate) contexts: Vec<(usize, usize)>,
    pub(crate) longest_word: usize,
    /// Of the references in the input.
    pub(crate) longest_reference: usize,
    folding: [u8; 256],
}

/// A line, as far as words were found in it.
struct Line {
    start: usize,
    number: usize,
    /// Where the reference ends, or the search for the next line goes on.
    scanned: usize,
    reference: usize,
}

impl<'a> Index<'a> {
    pub(crate) fn new(
        ptx: &'a Ptx,
        sentences: Sentences,
        words: Words,
        ignored: Option<WordList>,
        only: Option<WordList>,
    ) -> Self {
        let mut folding = [0; 256];
        for (byte, to) in (0..=u8::MAX).zip(folding.iter_mut()) {
            *to = if ptx.fold { locale::upper(byte) } else { byte };
        }
        Self {
            ptx,
            sentences,
            words,
            ignored,
            only,
            files: Vec::new(),
            found: Vec::new(),
            contexts: Vec::new(),
            longest_word: 0,
            longest_reference: 0,
            folding,
        }
    }

    /// Reads a file and finds its words.
    pub(crate) fn add(&mut self, name: &'static OsStr) -> Result {
        let text = read_all(name)?;
        let lines = self.find_words(&text)?;
        self.files.push(File { name, text, lines });
        Ok(())
    }

    /// Returns how many lines are before the last word's.
    fn find_words(&mut self, text: &[u8]) -> Result<usize> {
        let file = self.files.len() as u32;
        let mut line = Line::first(text, self.ptx.input_reference);
        let mut next = 0;
        while next < text.len() {
            let mut start = next;
            next += self.sentences.first_len(&text[start..])?;
            let end = start + trimmed(&text[start..next]).len();
            let mut cursor = start;
            let mut context = None;
            while let Some((word, word_end)) = self.words.next(&text[..end], cursor)? {
                if word == word_end {
                    cursor = word + 1;
                    if cursor > end {
                        break;
                    }
                    continue;
                }
                cursor = word_end;
                self.longest_word = self.longest_word.max(word_end - word);
                if self.ptx.input_reference {
                    line.advance_with_reference(text, word);
                    // The word is one of the reference.
                    if line.scanned > word {
                        continue;
                    }
                }
                let key = &text[word..word_end];
                if self.ignored.as_ref().is_some_and(|list| list.has(key))
                    || self.only.as_ref().is_some_and(|list| !list.has(key))
                {
                    continue;
                }
                if self.ptx.auto_reference {
                    line.advance(text, word);
                }
                if self.ptx.input_reference {
                    self.longest_reference = self.longest_reference.max(line.reference);
                    if line.start == start {
                        // The reference is no part of the context.
                        start += text[start..end]
                            .iter()
                            .take_while(|b| !is_posix_space(**b))
                            .count();
                        start += text[start..end]
                            .iter()
                            .take_while(|b| is_posix_space(**b))
                            .count();
                        context = None;
                    }
                }
                let context = *context.get_or_insert_with(|| {
                    self.contexts.push((start, end));
                    (self.contexts.len() - 1) as u32
                });
                self.found.push(Occurrence {
                    prefix: prefix(key, &self.folding),
                    start: word,
                    line: match self.ptx.auto_reference {
                        true => line.number,
                        false => line.start,
                    },
                    len: (word_end - word).min(u32::MAX as usize) as u32,
                    file,
                    context,
                });
            }
        }
        Ok(line.number)
    }

    /// Puts them in order: by word, then as they stand in the input.
    pub(crate) fn sort(&mut self) {
        let (files, folding) = (&self.files, &self.folding);
        let word = |found: &Occurrence| {
            &files[found.file as usize].text[found.start..][..found.len as usize]
        };
        let compare = |a: &Occurrence, b: &Occurrence| {
            let by_word = a.prefix.cmp(&b.prefix).then_with(|| {
                if a.len <= 8 && b.len <= 8 {
                    return a.len.cmp(&b.len);
                }
                let fold = |b: &u8| folding[usize::from(*b)];
                word(a).iter().map(fold).cmp(word(b).iter().map(fold))
            });
            match by_word {
                Ordering::Equal => (a.file, a.start).cmp(&(b.file, b.start)),
                other => other,
            }
        };
        self.found.sort_unstable_by(compare);
    }
}

impl Line {
    fn first(text: &[u8], with_reference: bool) -> Self {
        let mut line = Self {
            start: 0,
            number: 0,
            scanned: 0,
            reference: 0,
        };
        if with_reference {
            line.skip_reference(text);
            // As GNU's, which goes on to the next line where this one has nothing else.
            let rest = &text[line.scanned..];
            line.scanned += rest.iter().take_while(|b| is_posix_space(**b)).count();
        }
        line
    }

    /// Goes on to the line that `word` is in.
    fn advance(&mut self, text: &[u8], word: usize) {
        if self.scanned < word {
            self.number += memchr_iter(b'\n', &text[self.scanned..word]).count();
            self.scanned = word;
        }
    }

    /// The same, past the first word of each line.
    fn advance_with_reference(&mut self, text: &[u8], word: usize) {
        while self.scanned < word {
            let newline = text[self.scanned..word].iter().position(|&b| b == b'\n');
            match newline {
                None => self.scanned = word,
                Some(i) => {
                    self.scanned += i + 1;
                    self.start = self.scanned;
                    self.number += 1;
                    self.skip_reference(text);
                }
            }
        }
    }

    fn skip_reference(&mut self, text: &[u8]) {
        let rest = &text[self.scanned..];
        let len = rest.iter().take_while(|b| !is_posix_space(**b)).count();
        self.scanned += len;
        self.reference = len;
    }
}

/// Without white space at the end.
pub(crate) fn trimmed(text: &[u8]) -> &[u8] {
    let blanks = text
        .iter()
        .rev()
        .take_while(|b| is_posix_space(**b))
        .count();
    &text[..text.len() - blanks]
}

fn prefix(word: &[u8], folding: &[u8; 256]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(word) {
        *to = folding[usize::from(*from)];
    }
    u64::from_be_bytes(bytes)
}
