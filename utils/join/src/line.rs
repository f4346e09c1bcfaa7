//! A line and its fields.

use shared::memchr::{memchr, memmem};
use shared::text::blanks;

/// The separator of fields (`-t`), instead of blanks.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Tab {
    /// None: a line is one field.
    None,
    Byte(u8),
    Text(Vec<u8>),
}

impl Tab {
    /// The separator in the output.
    pub(crate) fn text(&self) -> &[u8] {
        match self {
            Self::None => b"\n",
            Self::Byte(byte) => std::slice::from_ref(byte),
            Self::Text(text) => text,
        }
    }

    fn find(&self, text: &[u8]) -> Option<usize> {
        match self {
            Self::None => None,
            Self::Byte(byte) => memchr(*byte, text),
            Self::Text(tab) => memmem::find(text, tab),
        }
    }
}

#[derive(Default)]
pub(crate) struct Line {
    pub(crate) text: Vec<u8>,
    /// The start and the end of each field.
    fields: Vec<(usize, usize)>,
}

impl Line {
    pub(crate) fn set(&mut self, text: &[u8], tab: Option<&Tab>) {
        self.text.clear();
        self.text.extend_from_slice(text);
        self.fields.clear();
        if text.is_empty() {
            return;
        }
        match tab {
            None => self.split_at_blanks(),
            Some(tab) => {
                let mut start = 0;
                while let Some(len) = tab.find(&text[start..]) {
                    self.fields.push((start, start + len));
                    start += len + tab.text().len();
                }
                self.fields.push((start, text.len()));
            }
        }
    }

    /// Splits at blanks. Those at the start don't count; those at the end precede an empty field.
    fn split_at_blanks(&mut self) {
        let text = &self.text;
        let end = text.len();
        let next = |from: usize, blank: bool| from + blanks::run(&text[from..], !blank);
        let mut start = next(0, false);
        while start < end {
            let stop = next(start, true);
            self.fields.push((start, stop));
            if stop == end {
                return;
            }
            start = next(stop, false);
        }
        if !self.fields.is_empty() {
            self.fields.push((end, end));
        }
    }

    /// Returns the number of fields.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns a field, empty if it is missing.
    #[inline]
    pub(crate) fn field(&self, number: usize) -> &[u8] {
        match self.fields.get(number) {
            Some(&(start, end)) => &self.text[start..end],
            None => b"",
        }
    }
}
