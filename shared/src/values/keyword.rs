//! Keywords as values of options: `--color=auto`, in full or abbreviated (gnulib's argmatch).

use crate::program::cli::Given;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use crate::text::words::Table;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

impl Given {
    /// Returns what the option's value stands for. See [`keyword`].
    ///
    /// # Errors
    /// Those of [`keyword`].
    pub fn keyword<T: Copy, const N: usize>(&self, keywords: &[(&str, T); N]) -> Result<T> {
        let found = position_for_option(self, &keywords.map(|(words, _)| words));
        found.map(|place| keywords[place].1)
    }

    /// Returns what the option's value stands for in a table, whose words stand for
    /// [keywords](keyword).
    ///
    /// # Errors
    /// Those of [`keyword`].
    // As a call, this would take the address of the table, which is then a constant with addresses.
    #[inline(always)]
    pub fn keyword_of<T: Copy>(&self, table: &Table<T>) -> Result<T> {
        let place = self.place_of(table.words)?;
        Ok(table.values[place])
    }

    fn place_of(&self, words: &'static str) -> Result<usize> {
        let keywords: Vec<&str> = words.split_terminator(',').collect();
        position_for_option(self, &keywords)
    }
}

/// Returns what `given` stands for among `keywords`, which it may abbreviate. Synonyms are in one
/// string, separated by blanks: `("always yes force", When::Always)`. `option` is the name that
/// messages quote, such as `--color` or `$VERSION_CONTROL`.
///
/// # Errors
/// A usage error that lists the keywords, if `given` is none of them or abbreviates several that
/// are not synonyms.
pub fn keyword<T: Copy, const N: usize>(
    option: &str,
    given: &OsStr,
    keywords: &[(&str, T); N],
) -> Result<T> {
    let found = position(option, given, &keywords.map(|(words, _)| words));
    found.map(|place| keywords[place].1)
}

fn position_for_option(option: &Given, keywords: &[&str]) -> Result<usize> {
    position(&format!("--{}", option.name), option.value(), keywords)
}

/// Returns the position of the synonyms. Not generic, so that it is compiled once.
fn position(option: &str, given: &OsStr, keywords: &[&str]) -> Result<usize> {
    let bytes = given.as_bytes();
    let find = |matches: &dyn Fn(&str) -> bool| {
        let found = move |&(_, words): &(usize, &&str)| words.split(' ').any(matches);
        let mut found = keywords.iter().enumerate().filter(found);
        (found.next().map(|(place, _)| place), found.next().is_some())
    };
    if let (Some(exact), _) = find(&|word| word.as_bytes() == bytes) {
        return Ok(exact);
    }
    let kind = match find(&|word| word.as_bytes().starts_with(bytes)) {
        (Some(abbreviated), false) => return Ok(abbreviated),
        (Some(_), true) => "ambiguous",
        (None, _) => "invalid",
    };
    let mut message = format!(
        "{kind} argument {} for {}\nValid arguments are:",
        quote(given),
        quote(OsStr::new(option))
    );
    for words in keywords {
        let mut lead = "\n  - ";
        for word in words.split(' ') {
            message.push_str(lead);
            message.push_str(&quote(OsStr::new(word)));
            lead = ", ";
        }
    }
    Err(Error::usage(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHEN: [(&str, u8); 3] = [("always all", 1), ("auto", 2), ("never", 0)];

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
