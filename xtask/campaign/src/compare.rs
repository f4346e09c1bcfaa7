//! Compares two runs of a case, and reduces a case whose runs differ.

use crate::case::{Case, Kind};
use crate::run::{Outcome, Place};
use anyhow::Result;
use std::path::PathBuf;
use std::time::Instant;
use testing::{Compared, deliberate, reworded, text};

/// How many times a case is run while it is reduced.
const TRIES: usize = 250;

/// What a comparison found.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Both did the same.
    Same,
    /// They differ as the table of deliberate differences says: its release and text.
    Deliberate(&'static str),
    /// Both were killed, so there is nothing to compare.
    Endless,
    /// They differ. GNU's run is the first.
    Differs(Box<[Outcome; 2]>),
}

/// Compares with GNU's executables.
pub(crate) struct Comparison {
    /// The folders of executables: GNU's and ours.
    pub(crate) bins: [PathBuf; 2],
    pub(crate) place: Place,
    /// When findings are no longer reduced.
    pub(crate) end: Instant,
}

impl Comparison {
    /// Runs a case by both.
    pub(crate) fn compare(&self, case: &Case) -> Result<Verdict> {
        let executables = self.bins.each_ref().map(|bin| bin.join(case.utility));
        let mut runs = self.place.both(case, [&executables[0], &executables[1]])?;
        if runs[0].endless && runs[1].endless {
            return Ok(Verdict::Endless);
        }
        if let Ok(messages) = std::str::from_utf8(&runs[0].stderr) {
            runs[0].stderr = reworded(messages).into();
        }
        if case.utility == "df" {
            for run in &mut runs {
                without_figures(&mut run.stdout);
            }
        }
        if runs[0] == runs[1] {
            return Ok(Verdict::Same);
        }
        let options: Vec<&str> = case.options().collect();
        let arguments: Vec<&[u8]> = case.arguments.iter().map(|a| &*a.text).collect();
        let variables: Vec<&str> = case.variables.iter().map(|(name, _)| *name).collect();
        let input = case.content();
        let known = deliberate(&Compared {
            utility: case.utility,
            options: &options,
            arguments: &arguments,
            variables: &variables,
            utf8: case.utf8 || variables.contains(&"LC_ALL"),
            only_messages: differing(&runs) == "stderr",
            endless: runs[0].endless,
            input: &input,
            expected: &runs[0].stdout,
            output: &runs[1].stdout,
            theirs: &runs[0].stderr,
            ours: &runs[1].stderr,
        });
        Ok(match known {
            Some(row) => Verdict::Deliberate(row.what),
            None => Verdict::Differs(Box::new(runs)),
        })
    }

    /// Leaves out what a finding does not need. Returns the smaller case with its runs.
    pub(crate) fn reduce(
        &self,
        case: Case,
        runs: Box<[Outcome; 2]>,
    ) -> Result<(Case, Box<[Outcome; 2]>)> {
        let mut best = (case, runs);
        let mut left = TRIES;
        loop {
            let mut smaller = false;
            for change in changes(&best.0) {
                if left == 0 || Instant::now() > self.end {
                    return Ok(best);
                }
                left -= 1;
                let mut case = best.0.clone();
                if !change.apply(&mut case) {
                    continue;
                }
                if let Verdict::Differs(runs) = self.compare(&case)? {
                    let same_streams = differing(&runs) == differing(&best.1);
                    if same_streams && !runs.iter().any(|run| run.endless) {
                        best = (case, runs);
                        smaller = true;
                        // The places of what follows have changed.
                        break;
                    }
                }
            }
            if !smaller {
                return Ok(best);
            }
        }
    }
}

/// Replaces the figures in a table of df, which other processes change between two runs, and their
/// widths. What has no figures is left as it is.
fn without_figures(table: &mut Vec<u8>) {
    if !String::from_utf8_lossy(table).contains(" Used") {
        return;
    }
    let is_figure = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    for byte in table.iter_mut().filter(|byte| is_figure(byte)) {
        *byte = b'0';
    }
    table.dedup_by(|next, byte| next == byte && matches!(byte, b'0' | b' '));
}

/// Something that makes a case smaller.
enum Change {
    Argument(usize),
    Node(usize),
    Variable(usize),
    Locale,
    /// Removes a part of the input, or of a file: its place, and how many parts of how many.
    Cut(Option<usize>, usize, usize),
}

fn changes(case: &Case) -> Vec<Change> {
    let mut all: Vec<Change> = (0..case.arguments.len()).map(Change::Argument).collect();
    all.extend((0..case.variables.len()).map(Change::Variable));
    all.extend((0..case.tree.len()).map(Change::Node));
    if case.utf8 {
        all.push(Change::Locale);
    }
    let texts = std::iter::once((None, case.input.bytes().len()));
    let texts = texts.chain(
        case.tree
            .iter()
            .enumerate()
            .map(|(i, node)| match &node.kind {
                Kind::File(content) => (Some(i), content.len()),
                _ => (Some(i), 0),
            }),
    );
    for (place, size) in texts {
        for parts in [2, 4, 8, size] {
            if size >= parts && (parts < 9 || size < 40) && size > 0 {
                all.extend((0..parts).map(|part| Change::Cut(place, part, parts)));
            }
        }
    }
    all
}

impl Change {
    fn apply(&self, case: &mut Case) -> bool {
        match *self {
            Self::Argument(i) => drop(case.arguments.remove(i)),
            Self::Variable(i) => drop(case.variables.remove(i)),
            Self::Node(i) => drop(case.tree.remove(i)),
            Self::Locale => case.utf8 = false,
            Self::Cut(None, part, parts) => {
                let shorter = cut(case.input.bytes(), part, parts);
                case.input = case.input.with(shorter);
            }
            Self::Cut(Some(i), part, parts) => match &mut case.tree[i].kind {
                Kind::File(content) => *content = cut(content, part, parts),
                _ => return false,
            },
        }
        case.is_safe()
    }
}

fn cut(bytes: &[u8], part: usize, parts: usize) -> Vec<u8> {
    let (start, end) = (bytes.len() * part / parts, bytes.len() * (part + 1) / parts);
    [&bytes[..start], &bytes[end..]].concat()
}

/// Returns what differs.
pub(crate) fn differing(runs: &[Outcome; 2]) -> String {
    let [theirs, ours] = runs;
    let all = [
        ("endless", theirs.endless != ours.endless),
        ("stdout", theirs.stdout != ours.stdout),
        ("stderr", theirs.stderr != ours.stderr),
        ("status", theirs.status != ours.status),
        ("tree", theirs.tree != ours.tree),
    ];
    let names = all
        .iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| *name);
    names.collect::<Vec<_>>().join(" ")
}

/// Shows both runs.
pub(crate) fn shown(runs: &[Outcome; 2]) -> String {
    let [theirs, ours] = runs.each_ref().map(|run| {
        let mut shown = String::new();
        text::stream("1", &run.stdout, &mut shown);
        text::stream("2", &run.stderr, &mut shown);
        if run.endless {
            shown.push_str("(killed)\n");
        }
        format!("{shown}= {}\n{}", run.status, run.tree)
    });
    text::diff(&theirs, &ours)
}

/// Returns what findings of the same cause probably have in common.
pub(crate) fn signature(case: &Case, runs: &[Outcome; 2]) -> String {
    let mut options: Vec<&str> = case.options().collect();
    options.sort_unstable();
    options.dedup();
    let message = |run: &Outcome| {
        let text = String::from_utf8_lossy(&run.stderr).into_owned();
        let line = text.lines().next().unwrap_or_default().to_owned();
        // What is quoted is a name or a value.
        let parts: Vec<&str> = line.split(['\'', '\u{2018}', '\u{2019}']).collect();
        let words = parts
            .iter()
            .step_by(2)
            .copied()
            .collect::<Vec<_>>()
            .join("_");
        words.replace(|c: char| c.is_ascii_digit(), "")
    };
    let messages = match runs[0].stderr == runs[1].stderr {
        true => String::new(),
        false => format!("{} / {}", message(&runs[0]), message(&runs[1])),
    };
    format!(
        "{} [{}] {} {messages}",
        case.utility,
        options.join(" "),
        differing(runs)
    )
}
