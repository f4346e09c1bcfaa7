//! Keywords as values of options: `--color=auto`, in full or abbreviated (gnulib's argmatch).

use crate::program::cli::Given;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Returns the keyword at a position, and whether it is a synonym of the one before it.
type Keywords<'a> = dyn Fn(usize) -> Option<(&'a str, bool)> + 'a;

impl Given {
    /// Returns what the option's value stands for. See [`keyword`].
    ///
    /// # Errors
    /// Those of [`keyword`].
    pub fn keyword<T: Copy + PartialEq>(&self, keywords: &[(&str, T)]) -> Result<T> {
        let found = position_of_option(self, &|i| entry(keywords, i));
        found.map(|place| keywords[place].1)
    }
}

/// Returns what `given` stands for among `keywords`, which it may abbreviate. Keywords with equal
/// values are synonyms, and must be adjacent. `option` is the name that messages quote, such as
/// `--color` or `$VERSION_CONTROL`.
///
/// # Errors
/// A usage error that lists the keywords, if `given` is none of them or abbreviates several that
/// are not synonyms.
pub fn keyword<T: Copy + PartialEq>(
    option: &str,
    given: &OsStr,
    keywords: &[(&str, T)],
) -> Result<T> {
    let found = position(option, given, &|i| entry(keywords, i));
    found.map(|place| keywords[place].1)
}

/// The part that depends on the type of the values, and so is compiled into each executable.
#[inline(always)]
fn entry<'a, T: PartialEq>(keywords: &[(&'a str, T)], i: usize) -> Option<(&'a str, bool)> {
    let (word, value) = keywords.get(i)?;
    Some((*word, i > 0 && keywords[i - 1].1 == *value))
}

fn position_of_option(option: &Given, keywords: &Keywords<'_>) -> Result<usize> {
    position(&format!("--{}", option.name), option.value(), keywords)
}

fn position(option: &str, given: &OsStr, keywords: &Keywords<'_>) -> Result<usize> {
    let bytes = given.as_bytes();
    let mut group = 0;
    // The keywords that `given` abbreviates: their groups of synonyms, and the first of them.
    let (mut first, mut ambiguous) = (None, false);
    for (i, (word, synonym)) in (0..).map_while(keywords).enumerate() {
        group += usize::from(!synonym);
        if word.as_bytes() == bytes {
            return Ok(i);
        }
        if word.as_bytes().starts_with(bytes) {
            let &mut (_, first_group) = first.get_or_insert((i, group));
            ambiguous |= first_group != group;
        }
    }
    let kind = match first {
        Some((i, _)) if !ambiguous => return Ok(i),
        Some(_) => "ambiguous",
        None => "invalid",
    };
    let mut message = format!(
        "{kind} argument {} for {}\nValid arguments are:",
        quote(given),
        quote(OsStr::new(option))
    );
    for (word, synonym) in (0..).map_while(keywords) {
        message.push_str(if synonym { ", " } else { "\n  - " });
        message.push_str(&quote(OsStr::new(word)));
    }
    Err(Error::usage(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHEN: [(&str, u8); 4] = [("always", 1), ("all", 1), ("auto", 2), ("never", 0)];

    fn when(given: &str) -> Result<u8, String> {
        let found = keyword("--when", OsStr::new(given), &WHEN);
        // The locale decides which quotes there are.
        let plain = |message: &str| message.replace(['‘', '’'], "'");
        found.map_err(|e| plain(e.message().unwrap_or_default()))
    }

    #[test]
    fn abbreviations_of_synonyms_are_not_ambiguous() {
        assert_eq!(when("never"), Ok(0));
        assert_eq!(when("al"), Ok(1));
        assert_eq!(when("all"), Ok(1));
        assert_eq!(when("au"), Ok(2));
    }

    #[test]
    fn other_words_are_errors_that_list_the_keywords() {
        let list = "Valid arguments are:\n  - 'always', 'all'\n  - 'auto'\n  - 'never'";
        let ambiguous = format!("ambiguous argument 'a' for '--when'\n{list}");
        assert_eq!(when("a"), Err(ambiguous));
        let invalid = format!("invalid argument 'x' for '--when'\n{list}");
        assert_eq!(when("x"), Err(invalid));
    }
}
