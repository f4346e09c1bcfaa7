//! Regular expressions, matched by the C library: the syntaxes of GNU's utilities, and searches in
//! arbitrary bytes, including NULs and newlines.

mod ranges;

use crate::program::error::{Error, Result};
use crate::sys::regex::{Impossible, Pattern};
use crate::text::locale::{self, Category, use_category};
use memchr::memmem;
use std::ops::Range;

/// A syntax: bits of regex.h.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syntax(u64);

impl Syntax {
    /// The syntax of Emacs, glibc's default: `+ ? *` repeat, `\( \) \|` group, and there are no
    /// intervals or character classes.
    pub const EMACS: Self = Self(0);
    /// Basic regular expressions of POSIX, with `\+ \? \|` and errors for invalid intervals.
    pub const POSIX_BASIC: Self = Self(COMMON | BK_PLUS_QM | CONTEXT_INVALID_DUP);
    /// [`Self::POSIX_BASIC`] without errors for what POSIX leaves undefined. For csplit, expr and
    /// nl.
    pub const GNU_BASIC: Self = Self((COMMON & !NO_EMPTY_RANGES) | BK_PLUS_QM);

    /// Returns the syntax with case ignored.
    #[must_use]
    pub const fn ignoring_case(self) -> Self {
        Self(self.0 | ICASE)
    }
}

// The bits of regex.h that the syntaxes consist of.
const BK_PLUS_QM: u64 = 1 << 1;
const CHAR_CLASSES: u64 = 1 << 2;
const DOT_NEWLINE: u64 = 1 << 6;
const DOT_NOT_NULL: u64 = 1 << 7;
const INTERVALS: u64 = 1 << 9;
const NO_EMPTY_RANGES: u64 = 1 << 16;
const ICASE: u64 = 1 << 22;
const CONTEXT_INVALID_DUP: u64 = 1 << 24;
const COMMON: u64 = CHAR_CLASSES | DOT_NEWLINE | DOT_NOT_NULL | INTERVALS | NO_EMPTY_RANGES;

/// A compiled regular expression with the groups of its last match.
pub struct Regex {
    pattern: Pattern,
    /// A faster search, if the pattern is plain text.
    plain: Option<memmem::Finder<'static>>,
}

impl Regex {
    /// Compiles `pattern` for the characters of the user's locale. Ranges go by code point. A
    /// utility that also collates has to suspend that meanwhile, and while it searches.
    ///
    /// # Errors
    /// The C library's reason (`Invalid preceding regular expression`) without a prefix, because
    /// utilities use different ones.
    pub fn new(pattern: &[u8], syntax: Syntax) -> std::result::Result<Self, String> {
        use_category(Category::Ctype);
        let is_plain = syntax.0 & ICASE == 0
            && pattern
                .iter()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' '))
            && (locale::is_utf8() || !locale::is_multibyte());
        Ok(Self {
            pattern: Pattern::new(
                &ranges::written_out(pattern, syntax.0 & CHAR_CLASSES != 0),
                syntax.0,
            )?,
            plain: is_plain.then(|| memmem::Finder::new(pattern).into_owned()),
        })
    }

    /// Makes `^` and `$` match only at the ends of the text, not at newlines.
    #[must_use]
    pub fn anchored_to_text(mut self) -> Self {
        self.pattern.set_newline_anchor(false);
        self
    }

    /// Returns whether the text contains a match.
    ///
    /// # Errors
    /// The text is longer than 2 GiB, or there is not enough memory.
    pub fn is_match(&mut self, text: &[u8]) -> Result<bool> {
        if let Some(plain) = &self.plain {
            return Ok(plain.find(text).is_some());
        }
        let found = self.pattern.finds(text, 0, text.len() as isize);
        Ok(found.map_err(failed)?.is_some())
    }

    /// Returns the first match that starts at or after `from`.
    ///
    /// # Errors
    /// See [`Self::is_match`].
    pub fn find_from(&mut self, text: &[u8], from: usize) -> Result<Option<Range<usize>>> {
        let range = text.len().saturating_sub(from);
        self.find(text, from, range as isize)
    }

    /// Returns the last match that starts at or before `from`.
    ///
    /// # Errors
    /// See [`Self::is_match`].
    pub fn find_back_from(&mut self, text: &[u8], from: usize) -> Result<Option<Range<usize>>> {
        self.find(text, from, -(from as isize))
    }

    /// Returns the last match that starts at or before `from`, but not before `least`.
    ///
    /// # Errors
    /// See [`Self::is_match`].
    pub fn find_back_between(
        &mut self,
        text: &[u8],
        from: usize,
        least: usize,
    ) -> Result<Option<Range<usize>>> {
        match from.checked_sub(least) {
            Some(range) => self.find(text, from, -(range as isize)),
            None => Ok(None),
        }
    }

    /// Returns the match that starts at `at`.
    ///
    /// # Errors
    /// See [`Self::is_match`].
    pub fn match_at(&mut self, text: &[u8], at: usize) -> Result<Option<Range<usize>>> {
        let len = self.pattern.match_at(text, at).map_err(failed)?;
        Ok(len.map(|len| at..at + len))
    }

    /// Returns the number of groups in the pattern.
    pub fn groups(&self) -> usize {
        self.pattern.groups()
    }

    /// Returns the range of group `n` of the last match, or `None` if the group took no part. Group
    /// 0 is the whole match.
    pub fn group(&self, n: usize) -> Option<Range<usize>> {
        self.pattern.group(n)
    }

    fn find(&mut self, text: &[u8], from: usize, range: isize) -> Result<Option<Range<usize>>> {
        let start = self.pattern.search(text, from, range).map_err(failed)?;
        Ok(start.and_then(|_| self.pattern.group(0)))
    }
}

fn failed(_: Impossible) -> Error {
    Error::new("error in regular expression search")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(pattern: &str, syntax: Syntax) -> Regex {
        Regex::new(pattern.as_bytes(), syntax).expect("it is well-formed")
    }

    #[test]
    fn syntaxes_differ() {
        assert!(regex("^ab+$", Syntax::EMACS).is_match(b"abb").unwrap());
        assert!(!regex("^ab+$", Syntax::GNU_BASIC).is_match(b"abb").unwrap());
        assert!(
            regex("^ab\\+$", Syntax::GNU_BASIC)
                .is_match(b"abb")
                .unwrap()
        );
        assert!(
            regex("B", Syntax::GNU_BASIC.ignoring_case())
                .is_match(b"abb")
                .unwrap()
        );
        let error = Regex::new(b"a\\(", Syntax::GNU_BASIC).err();
        assert_eq!(error.as_deref(), Some("Unmatched ( or \\("));
        assert!(Regex::new(b"[b-a]", Syntax::GNU_BASIC).is_ok());
        assert!(Regex::new(b"[b-a]", Syntax::POSIX_BASIC).is_err());
    }

    #[test]
    fn searches_go_both_ways() {
        let mut regex = regex("b\\(c*\\)\\(x\\)*", Syntax::GNU_BASIC);
        let text = b"abc\0abcc";
        assert_eq!(regex.find_from(text, 0).unwrap(), Some(1..3));
        assert_eq!(regex.find_from(text, 2).unwrap(), Some(5..8));
        assert_eq!((regex.group(1), regex.group(2)), (Some(6..8), None));
        assert_eq!(regex.groups(), 2);
        assert_eq!(regex.find_back_from(text, 8).unwrap(), Some(5..8));
        assert_eq!(regex.find_back_from(text, 4).unwrap(), Some(1..3));
        assert_eq!(regex.find_back_from(text, 0).unwrap(), None);
        assert_eq!(regex.find_from(text, 9).unwrap(), None);
        assert_eq!(regex.match_at(text, 1).unwrap(), Some(1..3));
        assert_eq!(regex.match_at(text, 0).unwrap(), None);
    }

    #[test]
    fn anchors_know_lines() {
        assert!(regex("^b", Syntax::GNU_BASIC).is_match(b"a\nb").unwrap());
        let mut whole = regex("^b", Syntax::GNU_BASIC).anchored_to_text();
        assert!(!whole.is_match(b"a\nb").unwrap());
    }
}
