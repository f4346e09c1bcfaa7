//! Keywords as values of options: `--color=auto`, in full or abbreviated (gnulib's argmatch).

use crate::program::cli::Given;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

impl Given {
    /// Returns the value for the keyword that was given to the option. See [`keyword`].
    ///
    /// # Errors
    /// Those of [`keyword`].
    pub fn keyword<T: Copy + PartialEq>(&self, keywords: &[(&str, T)]) -> Result<T> {
        keyword(&format!("--{}", self.name), self.value(), keywords)
    }
}

/// Returns the value for `given` among `keywords`, which it may abbreviate. Several keywords may
/// have the same value; they must be adjacent in `keywords`. `option` is the name that messages
/// quote, such as `--color` or `$VERSION_CONTROL`.
///
/// # Errors
/// A usage error that lists the keywords, if `given` is none of them or abbreviates several with
/// different values.
pub fn keyword<T: Copy + PartialEq>(
    option: &str,
    given: &OsStr,
    keywords: &[(&str, T)],
) -> Result<T> {
    let word = |i: usize| keywords.get(i).map(|&(word, _)| word);
    let equal = |i: usize, j: usize| keywords[i].1 == keywords[j].1;
    Ok(keywords[position(option, given, &word, &equal)?].1)
}

/// Returns the position of the keyword. Not generic, so that it is compiled only once, in the
/// shared library. `word` returns the keyword at a position, `equal` whether two have the same
/// value.
fn position<'a>(
    option: &str,
    given: &OsStr,
    word: &dyn Fn(usize) -> Option<&'a str>,
    equal: &dyn Fn(usize, usize) -> bool,
) -> Result<usize> {
    let words: Vec<&str> = (0..).map_while(word).collect();
    let bytes = given.as_bytes();
    if let Some(exact) = words.iter().position(|word| word.as_bytes() == bytes) {
        return Ok(exact);
    }
    let mut candidates = (0..words.len()).filter(|&i| words[i].as_bytes().starts_with(bytes));
    let first = candidates.next();
    if let Some(one) = first
        && candidates.all(|other| equal(one, other))
    {
        return Ok(one);
    }
    let kind = match first {
        Some(_) => "ambiguous",
        None => "invalid",
    };
    let mut message = format!(
        "{kind} argument {} for {}\nValid arguments are:",
        quote(given),
        quote(OsStr::new(option))
    );
    for (i, word) in words.iter().enumerate() {
        let same_line = i > 0 && equal(i - 1, i);
        message.push_str(if same_line { ", " } else { "\n  - " });
        message.push_str(&quote(OsStr::new(word)));
    }
    Err(Error::usage(message))
}
