//! Expected outcomes that stand in a file beside the test, recorded from GNU's utility.
//!
//! Each test function has a file, `tests/recorded/TEST.txt`. A section of it is a run: the command
//! line behind `$`, then what [`Outcome`](crate::Outcome) prints for it. `cargo xtask test
//! --record UTILITY` writes the files anew. They never come from our own output.

use crate::case::Case;
use crate::deliberate::reworded;
use crate::folder;
use crate::{bin_dir, differential, skip, text};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Set to record instead of to compare.
const RECORD: &str = "CORELINK_RECORD";

thread_local! {
    /// The recording of the test that this thread runs.
    static RECORDING: RefCell<Option<Recording>> = const { RefCell::new(None) };
}

/// The recording of a test function.
struct Recording {
    path: PathBuf,
    /// The outcomes of each command line, in their order.
    sections: HashMap<String, Vec<String>>,
    /// How often each command line was run.
    runs: HashMap<String, usize>,
    /// The text so far, when it is being recorded.
    text: String,
}

impl Case {
    /// Asserts that output, messages and status are those recorded from GNU's utility for this
    /// command line.
    #[track_caller]
    pub fn recorded(self) {
        self.recorded_with(&String::new);
    }

    /// Like [`recorded`](Self::recorded), and asserts that the run changes files in the same way.
    /// `state` describes the files, a line for each. It is called before and after the run: lines
    /// that are gone are recorded behind `-`, new ones behind `+`.
    #[track_caller]
    pub fn recorded_with(self, state: &dyn Fn() -> String) {
        let line = redact(&self.line());
        RECORDING.with_borrow_mut(|recording| {
            let recording = recording.get_or_insert_with(Recording::of_this_test);
            if std::env::var_os(RECORD).is_some() {
                recording.record(self, &line, state);
            } else {
                recording.check(&rendered(self, state), &line);
            }
        });
    }
}

/// Runs the case and returns its outcome and the changes of `state` as a recording shows them.
#[track_caller]
fn rendered(case: Case, state: &dyn Fn() -> String) -> String {
    let before = state();
    let mut text = case.run().rendered();
    changes(&before, &state(), &mut text);
    redact(&text)
}

/// Appends the lines of `before` that are not in `after`, then those of `after` that are new.
fn changes(before: &str, after: &str, text: &mut String) {
    for (sign, from, to) in [('-', before, after), ('+', after, before)] {
        for line in from.lines() {
            if !to.lines().any(|other| other == line) {
                text.push_str(&format!("{sign} {line}\n"));
            }
        }
    }
}

impl Recording {
    fn of_this_test() -> Self {
        let name = skip::test_name().replace("::", ".");
        let path = Path::new("tests/recorded").join(name).with_extension("txt");
        Self {
            sections: sections(&reworded(&fs::read_to_string(&path).unwrap_or_default())),
            path,
            runs: HashMap::new(),
            text: String::new(),
        }
    }

    #[track_caller]
    fn check(&mut self, actual: &str, line: &str) {
        let run = self.runs.entry(line.to_owned()).or_default();
        let expected = self.sections.get(line).and_then(|all| all.get(*run));
        *run += 1;
        let path = self.path.display();
        match expected {
            Some(expected) if expected == actual => {}
            Some(expected) => {
                let diff = text::diff(expected, actual);
                panic!("other than recorded in {path}:\n$ {line}\n{diff}");
            }
            None => panic!("not recorded in {path} (run {run}):\n$ {line}\n{actual}"),
        }
    }

    /// Adds what GNU's utility does to the file.
    #[track_caller]
    fn record(&mut self, case: Case, line: &str, state: &dyn Fn() -> String) {
        let name = case.name();
        let Some(version) = differential::version(name) else {
            let path = differential::path(name);
            panic!("nothing to record from: {} is not GNU's", path.display());
        };
        let outcome = rendered(case.with_program(&differential::path(name)), state);
        if self.text.is_empty() {
            self.text = format!("# Recorded from GNU coreutils {version}, not edited by hand.\n");
        }
        self.text.push_str(&format!("\n$ {line}\n{outcome}"));
        let folder = self.path.parent().expect("it is in a folder");
        fs::create_dir_all(folder).expect("a folder for recordings can be made");
        fs::write(&self.path, &self.text).expect("a recording can be written");
    }
}

/// Returns the outcomes of each command line of a recording.
fn sections(text: &str) -> HashMap<String, Vec<String>> {
    let mut sections = HashMap::<String, Vec<String>>::new();
    for section in text.split("\n$ ").skip(1) {
        let (line, outcome) = section.split_once('\n').unwrap_or((section, ""));
        // An empty line divides two sections.
        let outcome = match outcome.strip_suffix('\n') {
            None | Some("") => String::new(),
            Some(lines) => format!("{}\n", lines.trim_end_matches('\n')),
        };
        let outcomes = sections.entry(line.to_owned()).or_default();
        outcomes.push(outcome);
    }
    sections
}

/// Replaces the paths that differ from run to run: those of the test's folders, what is above
/// each, and where the executables are.
fn redact(text: &str) -> String {
    let mut text = text.to_owned();
    let mut replace = |path: &Path, name: &str| text = text.replace(&*path.to_string_lossy(), name);
    for folder in folder::made_here() {
        replace(&folder, "[FOLDER]");
        folder
            .parent()
            .into_iter()
            .for_each(|parent| replace(parent, "[PARENT]"));
    }
    replace(&bin_dir(), "[BIN]");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_lines_that_are_gone_or_new() {
        let mut text = String::new();
        changes("a\nb\n", "b\nc\n", &mut text);
        assert_eq!(text, "- a\n+ c\n");
    }

    #[test]
    fn sections_are_found_by_their_command_lines() {
        let text = "# By whom.\n\n$ true\n\n$ false\n= 1\n\n$ echo\n1>\n\n$ false\n= 2\n";
        let sections = sections(text);
        assert_eq!(sections["true"], [""]);
        assert_eq!(sections["false"], ["= 1\n", "= 2\n"]);
        assert_eq!(sections["echo"], ["1>\n"]);
    }
}
