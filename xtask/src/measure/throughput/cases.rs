//! The commands of `utils/NAME/bench.txt`, one a line:
//!
//! ```text
//! # why the next command may be slower than GNU's
//! sort -n numbers
//! rm -rf copy => cp -r tree copy
//! ```
//!
//! A command before `=>` prepares the measured one, and uses the utilities of the system. Words
//! from `input::INPUTS` name input files.

use crate::model::workspace;
use anyhow::{Context, Result};
use std::fs;
use std::io::ErrorKind;

/// A command that is timed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The utility that the command is about.
    pub utility: String,
    /// The command that is run before each timed run.
    pub prepare: Option<String>,
    /// The timed command.
    pub command: String,
    /// Why it may be slower than the baseline.
    pub reason: Option<String>,
}

/// Returns the cases of the utilities, in the order given.
///
/// # Errors
/// A `bench.txt` can't be read.
pub fn of(utilities: &[String]) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for utility in utilities {
        let file = workspace::root()
            .join("utils")
            .join(utility)
            .join("bench.txt");
        match fs::read_to_string(&file) {
            Ok(text) => cases.extend(parse(utility, &text)),
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", file.display())),
        }
    }
    Ok(cases)
}

fn parse(utility: &str, text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut reason: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix('#') {
            let before = reason.take().map(|text| text + " ").unwrap_or_default();
            reason = Some(before + comment.trim());
        } else if line.is_empty() {
            reason = None;
        } else {
            let (prepare, command) = match line.split_once("=>") {
                Some((prepare, command)) => (Some(prepare.trim().to_owned()), command.trim()),
                None => (None, line),
            };
            cases.push(Case {
                utility: utility.to_owned(),
                prepare,
                command: command.to_owned(),
                reason: reason.take(),
            });
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_command() {
        let text = "# about\n\n# sorts\n# more\nsort x\nrm -rf a => cp -r tree a\n";
        let case = |prepare: Option<&str>, command: &str, reason: Option<&str>| Case {
            utility: "u".into(),
            prepare: prepare.map(str::to_owned),
            command: command.into(),
            reason: reason.map(str::to_owned),
        };
        let expected = [
            case(None, "sort x", Some("sorts more")),
            case(Some("rm -rf a"), "cp -r tree a", None),
        ];
        assert_eq!(parse("u", text), expected);
    }
}
