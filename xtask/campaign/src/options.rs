//! The options of the utilities, as their `cli()` states them, and what GNU's utility knows of
//! them.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use testing::command;

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Never,
    Maybe,
    Always,
}

/// An option.
#[derive(Clone, Debug)]
pub(crate) struct Opt {
    /// Its name in the utility.
    pub(crate) name: String,
    /// Its letters.
    pub(crate) letters: Vec<char>,
    /// Its long names.
    pub(crate) longs: Vec<String>,
    pub(crate) takes: Takes,
    /// What its value is called.
    pub(crate) value: String,
    /// The words that it takes, if it takes only some.
    pub(crate) words: Vec<String>,
}

/// The options of a utility.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Those that may be given.
    pub(crate) given: Vec<Opt>,
    /// The long names of all, of which abbreviations must be told apart.
    pub(crate) longs: Vec<String>,
    /// The long names that GNU's utility knows too.
    pub(crate) known: Vec<String>,
}

/// Reads the table that `documents --options` prints.
pub(crate) fn read(table: &str) -> Result<BTreeMap<String, Vec<Opt>>> {
    let mut all: BTreeMap<String, Vec<Opt>> = BTreeMap::new();
    for line in table.lines() {
        let mut parts = line.split('\t');
        let mut part = || parts.next().with_context(|| format!("bad line: {line}"));
        let (utility, name, spellings, takes, value) =
            (part()?, part()?, part()?, part()?, part()?);
        let spellings: Vec<&str> = spellings.split(',').collect();
        let longs = spellings.iter().filter_map(|s| s.strip_prefix("--"));
        let letters = spellings.iter().filter(|s| !s.starts_with("--"));
        all.entry(utility.to_owned()).or_default().push(Opt {
            name: name.to_owned(),
            letters: letters.filter_map(|s| s.chars().nth(1)).collect(),
            longs: longs.map(str::to_owned).collect(),
            takes: match takes {
                "never" => Takes::Never,
                "maybe" => Takes::Maybe,
                _ => Takes::Always,
            },
            value: value.to_owned(),
            words: Vec::new(),
        });
    }
    Ok(all)
}

/// Drops the spellings that GNU's utility does not know, and fills in the words that it lists.
/// Returns the spellings that were dropped.
pub(crate) fn ask_gnu(options: &mut Vec<Opt>, program: &Path) -> Vec<String> {
    let mut unknown = Vec::new();
    for option in options.iter_mut() {
        option.letters.retain(|letter| {
            let known = !answer(program, &format!("-{letter}"))
                .contains(&format!("invalid option -- '{letter}'"));
            if !known {
                unknown.push(format!("-{letter}"));
            }
            known
        });
        option.longs.retain(|long| {
            let said = answer(program, &format!("--{long}"));
            let unrecognized = format!("unrecognized option '--{long}'\n");
            let ambiguous = format!("option '--{long}' is ambiguous");
            let known = !said.contains(&unrecognized) && !said.contains(&ambiguous);
            if !known {
                unknown.push(format!("--{long}"));
            }
            known
        });
        if let (false, Some(long)) = (option.takes == Takes::Never, option.longs.first()) {
            option.words = words(&answer(program, &format!("--{long}=\x01")));
        }
    }
    options.retain(|option| !option.letters.is_empty() || !option.longs.is_empty());
    unknown
}

/// Returns what GNU's utility says to an option. It gets no input, an empty place, and an option
/// behind that it refuses, so that it does nothing.
fn answer(program: &Path, option: &str) -> String {
    let mut command = command(program);
    command.args([option, "--\x01"]).stdin(Stdio::null());
    match command.current_dir("/proc/self").output() {
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(_) => String::new(),
    }
}

/// Returns the words of a message that lists all: `  - 'never', 'no', 'none'`.
fn words(message: &str) -> Vec<String> {
    let Some((_, list)) = message.split_once("Valid arguments are:\n") else {
        return Vec::new();
    };
    let lines = list.lines().map_while(|line| line.strip_prefix("  - "));
    let all = lines.flat_map(|line| line.split(", "));
    all.map(|word| word.trim_matches('\'').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let all = read("u\twidth\t-w,--width,--cols\talways\tCOLS\n").unwrap();
        let option = &all["u"][0];
        assert_eq!(option.letters, ['w']);
        assert_eq!(option.longs, ["width", "cols"]);
        assert_eq!((option.takes, &*option.value), (Takes::Always, "COLS"));
        assert!(read("u\twidth").is_err());
    }

    #[test]
    fn words_are_found_in_a_message() {
        let message = "ls: x\nValid arguments are:\n  - 'never', 'no'\n  - 'auto'\nTry 'ls'\n";
        assert_eq!(words(message), ["never", "no", "auto"]);
        assert!(words("ls: x\n").is_empty());
    }
}
