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
    // As a call, this would take the address of the table, which is then a constant with addresses.
    #[inline(always)]
    pub fn keyword<T: Copy>(&self, keywords: &Table<T>) -> Result<T> {
        Ok(keywords.values[self.place_of(keywords.words)?])
    }

    fn place_of(&self, words: &'static str) -> Result<usize> {
        place(&format!("--{}", self.name), self.value(), words)
    }
}

/// Returns what `given` stands for among `keywords`, which it may abbreviate. Synonyms are in one
/// string, separated by blanks: `("always yes force", When::Always)`. `option` is the name that
/// messages quote, such as `--color` or `$VERSION_CONTROL`.
///
/// # Errors
/// A usage error that lists the keywords, if `given` is none of them or abbreviates several that
/// are not synonyms.
// Inlined for the reason above.
#[inline(always)]
pub fn keyword<T: Copy>(option: &str, given: &OsStr, keywords: &Table<T>) -> Result<T> {
    Ok(keywords.values[place(option, given, keywords.words)?])
}

/// Returns the place of the synonyms. Not generic, so that it is compiled once.
fn place(option: &str, given: &OsStr, keywords: &'static str) -> Result<usize> {
    let bytes = given.as_bytes();
    let find = |matches: &dyn Fn(&str) -> bool| {
        let keywords = keywords.split_terminator(',').enumerate();
        let mut found = keywords.filter(|(_, words)| words.split(' ').any(matches));
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
    for words in keywords.split_terminator(',') {
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
    use crate::text::words::table;

    const WHEN: Table<u8> = table![("always all", 1), ("auto", 2), ("never", 0)];

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
