//! The words of all files, with their contexts and references.

use crate::Ptx;
use crate::scan::{Sentences, Words};
use crate::words::{WordList, read_all};
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::text::locale;
use shared::text::locale::is_posix_space;
use std::cmp::Ordering;
use std::ops::Range;

/// A file that was read.
pub(crate) struct File {
    pub(crate) name: &'static OsStr,
    pub(crate) text: Vec<u8>,
    /// How many lines are before that of the last word.
    pub(crate) lines: usize,
}

/// A word in a file.
#[derive(Clone, Copy)]
pub(crate) struct Occurrence {
    /// The first eight bytes as a number, which decides most comparisons without a look at the
    /// text.
    prefix: u64,
    pub(crate) start: usize,
    /// The number of the line for an automatic reference, else its start.
    pub(crate) line: usize,
    pub(crate) len: u32,
    /// The index of its file.
    pub(crate) file: u32,
    /// The index of its context.
    pub(crate) context: u32,
}

/// Which words belong to the index.
pub(crate) struct Filter {
    pub(crate) ignored: Option<WordList>,
    pub(crate) only: Option<WordList>,
}

impl Filter {
    fn passes(&self, word: &[u8]) -> bool {
        self.ignored.as_ref().is_none_or(|list| !list.has(word))
            && self.only.as_ref().is_none_or(|list| list.has(word))
    }
}

/// All words.
pub(crate) struct Index<'a> {
    ptx: &'a Ptx,
    sentences: Sentences,
    pub(crate) words: Words,
    filter: Filter,
    pub(crate) files: Vec<File>,
    pub(crate) found: Vec<Occurrence>,
    /// The start and the end of each context in its file.
    pub(crate) contexts: Vec<(usize, usize)>,
    pub(crate) longest_word: usize,
    /// The length of the longest reference in the input.
    pub(crate) longest_reference: usize,
    folding: [u8; 256],
}

/// The line of the current word.
struct Line {
    start: usize,
    number: usize,
    /// The end of the reference, or of the part that was searched for newlines.
    scanned: usize,
    /// The length of the reference.
    reference: usize,
}

impl<'a> Index<'a> {
    pub(crate) fn new(ptx: &'a Ptx, sentences: Sentences, words: Words, filter: Filter) -> Self {
        let mut folding = [0; 256];
        for (byte, to) in (0..=u8::MAX).zip(folding.iter_mut()) {
            *to = if ptx.fold { locale::upper(byte) } else { byte };
        }
        Self {
            ptx,
            sentences,
            words,
            filter,
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

    /// Finds the words in `text`. Returns how many lines are before that of the last word.
    fn find_words(&mut self, text: &[u8]) -> Result<usize> {
        let mut line = Line::first(text, self.ptx.input_reference);
        let mut next = 0;
        while next < text.len() {
            let start = next;
            next += self.sentences.first_len(&text[start..])?;
            let end = start + trimmed(&text[start..next]).len();
            self.find_words_in(text, start..end, &mut line)?;
        }
        Ok(line.number)
    }

    /// Finds the words in a sentence of `text`.
    fn find_words_in(&mut self, text: &[u8], sentence: Range<usize>, line: &mut Line) -> Result {
        let Range { mut start, end } = sentence;
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
                // The word belongs to the reference.
                if line.scanned > word {
                    continue;
                }
            }
            let key = &text[word..word_end];
            if !self.filter.passes(key) {
                continue;
            }
            if self.ptx.auto_reference {
                line.advance(text, word);
            }
            if self.ptx.input_reference {
                self.longest_reference = self.longest_reference.max(line.reference);
                if line.start == start {
                    // The reference is not a part of the context.
                    start = after_reference(text, start..end);
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
                file: self.files.len() as u32,
                context,
            });
        }
        Ok(())
    }

    /// Sorts the words, equal ones in the order of the input.
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
            // Like GNU's ptx, this continues into the next line if the first has nothing else.
            let rest = &text[line.scanned..];
            line.scanned += rest.iter().take_while(|b| is_posix_space(**b)).count();
        }
        line
    }

    /// Moves to the line that contains `word`.
    fn advance(&mut self, text: &[u8], word: usize) {
        if self.scanned < word {
            self.number += memchr_iter(b'\n', &text[self.scanned..word]).count();
            self.scanned = word;
        }
    }

    /// Like [`Self::advance`], and passes over the reference at the start of each line.
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

/// Returns the end of the reference at the start of a sentence and of the white space after it.
fn after_reference(text: &[u8], sentence: Range<usize>) -> usize {
    let rest = &text[sentence.clone()];
    let reference = rest.iter().take_while(|b| !is_posix_space(**b)).count();
    let blanks = rest[reference..].iter().take_while(|b| is_posix_space(**b));
    sentence.start + reference + blanks.count()
}

/// Returns `text` without white space at the end.
pub(crate) fn trimmed(text: &[u8]) -> &[u8] {
    let blanks = text
        .iter()
        .rev()
        .take_while(|b| is_posix_space(**b))
        .count();
    &text[..text.len() - blanks]
}

/// Returns the first eight bytes of the folded word as a number that compares like them.
fn prefix(word: &[u8], folding: &[u8; 256]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(word) {
        *to = folding[usize::from(*from)];
    }
    u64::from_be_bytes(bytes)
}
