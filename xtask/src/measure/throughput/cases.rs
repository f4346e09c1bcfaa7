//! The commands of `utils/NAME/bench.txt`, one a line:
//!
//! ```text
//! # why the next command may be slower than GNU's
//! sort -n numbers
//! rm -rf copy => cp -r tree copy => diff -r tree copy
//! ```
//!
//! A command before the first `=>` prepares the measured one. One behind the second prints what that
//! has written to files, and is run once. Both use the utilities of the system. Words from
//! `input::INPUTS` name input files. What is printed has to be the same in all trees.

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
    /// The command that prints what was written to files.
    pub check: Option<String>,
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
            let parts: Vec<&str> = line.splitn(3, "=>").map(str::trim).collect();
            let (prepare, command, check) = match parts[..] {
                [prepare, command, check] => (Some(prepare), command, Some(check)),
                [prepare, command] => (Some(prepare), command, None),
                _ => (None, line, None),
            };
            cases.push(Case {
                utility: utility.to_owned(),
                prepare: prepare.filter(|text| !text.is_empty()).map(str::to_owned),
                command: command.to_owned(),
                check: check.map(str::to_owned),
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
        let text = "# about\n\n# sorts\n# more\nsort x\nrm -rf a => cp -r tree a\n\
                    => sort x >y => cat y\n";
        let case = |command: &str| Case {
            utility: "u".into(),
            command: command.into(),
            ..Case::default()
        };
        let expected = [
            Case {
                reason: Some("sorts more".into()),
                ..case("sort x")
            },
            Case {
                prepare: Some("rm -rf a".into()),
                ..case("cp -r tree a")
            },
            Case {
                check: Some("cat y".into()),
                ..case("sort x >y")
            },
        ];
        assert_eq!(parse("u", text), expected);
    }
}
