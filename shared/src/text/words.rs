//! Tables of words without addresses.
//!
//! A table of `&str` holds the address of each word. The loader writes these addresses at every start
//! of every utility that has the internal library, and each process gets its own copy of the pages.
//! Here the words stand in one string, separated by commas, which all processes share.

/// All of the words.
// A search for a comma that is a few bytes away takes `str::split` three times as long.
pub fn all(words: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let words = rest?;
        match words.bytes().position(|byte| byte == b',') {
            Some(comma) => {
                rest = Some(&words[comma + 1..]);
                Some(&words[..comma])
            }
            None => rest.take(),
        }
    })
}

/// Returns the place of `word` among the words.
pub fn place(words: &'static str, word: &str) -> Option<usize> {
    all(words).position(|known| known == word)
}

/// Returns the word at a place.
pub fn nth(words: &'static str, place: usize) -> Option<&'static str> {
    all(words).nth(place)
}

/// Words that stand for something. [`table!`](crate::text::words::table) makes it.
pub struct Table<T: 'static> {
    /// The words, with a comma after each.
    pub words: &'static str,
    /// What they stand for.
    pub values: &'static [T],
}

impl<T: Copy> Table<T> {
    /// Returns what `word` stands for.
    // As a call, this would take the address of the table, which is then a constant with addresses.
    #[inline(always)]
    pub fn get(&self, word: &str) -> Option<T> {
        place(self.words, word).and_then(|place| self.values.get(place).copied())
    }
}

/// Makes a [`Table`] of pairs: `table![("am", 0), ("pm", 12)]`. Words must not contain commas.
#[macro_export]
macro_rules! table {
    ($(($word:literal, $value:expr $(,)?)),+ $(,)?) => {
        $crate::text::words::Table {
            words: concat!($($word, ","),+),
            values: &[$($value),+],
        }
    };
}
pub use crate::table;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_places() {
        assert_eq!(place("a,bc,d", "bc"), Some(1));
        assert_eq!(place("a,bc,d", "b"), None);
        assert_eq!(nth("a,bc,d", 2), Some("d"));
        assert_eq!(nth("a,bc,d", 3), None);
    }

    #[test]
    fn tables_are_complete_and_no_larger() {
        const HOURS: Table<u8> = table![("am", 0), ("noon", 6), ("pm", 12)];
        assert_eq!(HOURS.get("am"), Some(0));
        assert_eq!(HOURS.get("pm"), Some(12));
        assert_eq!(HOURS.get(""), None);
        assert_eq!(HOURS.get("am,noon"), None);
    }
}
