//! A report: what was measured, and look-ups in it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::measure::cache::Cached;
use crate::measure::record::{Record, mean};
use crate::measure::view::{Of, Value};
use crate::model::tree::Tree;

/// The figures of a run, and what a reader must know about them.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Report {
    /// Facts about the machine, by name.
    #[serde(with = "facts")]
    pub(crate) machine: Vec<(&'static str, String)>,
    pub(crate) trees: Vec<Shown>,
    /// The label of the tree that is 1 in all ratios.
    pub(crate) baseline: String,
    /// The utilities that all trees have: the whole set. Figures without a set are about these.
    pub(crate) utilities: Vec<String>,
    /// The peers that lack some of the utilities, and the names that they share with the trees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sets: Vec<Set>,
    /// What was taken from an earlier run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cached: Vec<Cached>,
    /// For each measure, the hashes of the sources that its figures depend on, by part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sources: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) notes: Vec<String>,
    pub(crate) records: Vec<Record>,
}

/// A peer that lacks some of the utilities, and those that it has.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Set {
    pub(crate) peer: Shown,
    pub(crate) utilities: Vec<String>,
}

/// A tree, as it is named and described to the reader.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) label: String,
    pub(crate) description: String,
}

impl Shown {
    /// Takes the label and the description of a tree.
    pub(crate) fn of(tree: &Tree) -> Self {
        Self {
            label: tree.label.clone(),
            description: tree.description.clone(),
        }
    }
}

impl Report {
    /// Adds the figures of another run for measures that this one has not taken of a tree.
    ///
    /// # Errors
    /// The other run was on another machine, or has another baseline.
    pub(crate) fn add(&mut self, other: Self) -> Result<()> {
        ensure!(
            sorted(&self.machine) == sorted(&other.machine),
            "it was made on another machine, or with another compiler"
        );
        ensure!(
            self.baseline == other.baseline,
            "its ratios are to {}, not to {}",
            other.baseline,
            self.baseline
        );
        let here = |tree: &Shown, all: &[Shown]| all.iter().any(|known| known.label == tree.label);
        for tree in other.trees {
            if !here(&tree, &self.trees) {
                self.trees.push(tree);
            }
        }
        for note in other.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        for set in other.sets {
            let same = |known: &Set| known.peer.label == set.peer.label;
            if !self.sets.iter().any(same) {
                self.sets.push(set);
            }
        }
        for cached in other.cached {
            // What this report has measured itself is not taken from the other.
            let is_new = !self.sources.contains_key(&cached.measure);
            if is_new && !self.cached.contains(&cached) {
                self.cached.push(cached);
            }
        }
        for (measure, sources) in other.sources {
            self.sources.entry(measure).or_insert(sources);
        }
        let what = |record: &Record| (record.tree.clone(), record.measure, record.set.clone());
        let measured: BTreeSet<_> = self.records.iter().map(what).collect();
        let is_new = |record: &Record| !measured.contains(&what(record));
        let new: Vec<Record> = other.records.into_iter().filter(is_new).collect();
        self.records.extend(new);
        Ok(())
    }

    /// Returns the part of the report over the names that a peer shares: the variants, the
    /// baseline and the peer.
    pub(crate) fn over(&self, set: &Set) -> Self {
        let of_set = |record: &&Record| record.set.as_ref() == Some(&set.peer.label);
        let whole = |record: &Record| Record {
            set: None,
            ..record.clone()
        };
        let records: Vec<Record> = self.records.iter().filter(of_set).map(whole).collect();
        let has_records = |tree: &&Shown| records.iter().any(|r| r.tree == tree.label);
        let trees = self.trees.iter().chain([&set.peer]);
        Self {
            machine: self.machine.clone(),
            trees: trees.filter(has_records).cloned().collect(),
            baseline: self.baseline.clone(),
            utilities: set.utilities.clone(),
            records,
            ..Self::default()
        }
    }

    /// Returns a figure about a whole tree.
    pub(crate) fn value(&self, tree: &str, measure: &str, statistic: &str) -> Option<f64> {
        self.find(tree, measure, statistic)
            .find(|record| record.utility.is_none() && record.count.is_none())
            .map(|record| record.value)
    }

    /// Returns a figure about one utility of a tree.
    pub(crate) fn value_of(
        &self,
        tree: &str,
        measure: &str,
        statistic: &str,
        utility: &str,
    ) -> Option<f64> {
        self.find(tree, measure, statistic)
            .find(|record| record.utility.as_deref() == Some(utility))
            .map(|record| record.value)
    }

    /// Returns a figure of a tree with `count` utilities installed.
    pub(crate) fn value_at(
        &self,
        tree: &str,
        measure: &str,
        statistic: &str,
        count: usize,
    ) -> Option<f64> {
        self.find(tree, measure, statistic)
            .find(|record| record.count == Some(count))
            .map(|record| record.value)
    }

    /// Returns the mean over the utilities whose start is timed, so that every mean at start-up
    /// is over the same ones.
    pub(crate) fn mean_at_start(&self, tree: &str, measure: &str, statistic: &str) -> Option<f64> {
        mean(
            self.started()
                .iter()
                .filter_map(|utility| self.value_of(tree, measure, statistic, utility)),
        )
    }

    /// Returns the utilities whose start is timed, in the order in which they were timed. In a
    /// report without times, those whose start was measured in another way.
    pub(crate) fn started(&self) -> Vec<&str> {
        let measures = [
            ("startup_us", "p10"),
            ("instructions_count", "user"),
            ("relocations_count", "at_start"),
        ];
        let of = |(measure, statistic)| -> Vec<&str> {
            self.find(&self.baseline, measure, statistic)
                .filter_map(|record| record.utility.as_deref())
                .collect()
        };
        let found = measures.into_iter().map(of).find(|names| !names.is_empty());
        found.unwrap_or_default()
    }

    /// Returns what a view asks for, in the unit in which it was measured.
    pub(super) fn figure(&self, tree: &str, value: &Value<'_>) -> Option<f64> {
        let (measure, statistic) = (value.measure, value.statistic);
        match value.of {
            Of::Tree => self.value(tree, measure, statistic),
            Of::EachUtility => {
                let whole = self.value(tree, measure, statistic)?;
                Some(whole / self.utilities.len() as f64)
            }
            Of::MeanStart => self.mean_at_start(tree, measure, statistic),
            Of::Utility(utility) => self.value_of(tree, measure, statistic, utility),
        }
    }

    /// Returns the words that a measure recorded with a figure.
    pub(super) fn text(&self, tree: &str, value: &Value<'_>) -> Option<&'static str> {
        let mut records = self.find(tree, value.measure, value.statistic);
        records.find_map(|record| record.text)
    }

    /// Returns what `row` makes of each tree, in their order.
    pub(super) fn rows<T>(&self, row: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let trees = self.trees.iter();
        trees.filter_map(|tree| row(&tree.label)).collect()
    }

    /// Fills in the placeholders of a title: `{utilities}` is the number of utilities,
    /// `{starts}` the number of those whose start is timed, `{started}` their names, `{mean start}`
    /// a clause about the starts if there are any, and `{MEASURE STATISTIC}` a figure of the
    /// baseline.
    pub(super) fn filled(&self, title: &str) -> String {
        let mut text = String::new();
        let mut rest = title;
        while let Some((before, (name, behind))) = rest
            .split_once('{')
            .and_then(|(before, from)| Some((before, from.split_once('}')?)))
        {
            text += before;
            text += &self.placeholder(name);
            rest = behind;
        }
        text + rest
    }

    fn placeholder(&self, name: &str) -> String {
        match (name, name.split_once(' ')) {
            ("utilities", _) => self.utilities.len().to_string(),
            ("starts", _) => self.started().len().to_string(),
            ("started", _) => self.started().join(", "),
            ("mean start", _) => match self.started().len() {
                0 => String::new(),
                starts => format!(", mean start of {starts}"),
            },
            (_, Some((measure, statistic))) => {
                let figure = self.value(&self.baseline, measure, statistic);
                figure.unwrap_or_default().to_string()
            }
            _ => format!("{{{name}}}"),
        }
    }

    pub(super) fn find(
        &self,
        tree: &str,
        measure: &str,
        statistic: &str,
    ) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| {
            record.set.is_none()
                && (record.tree == tree && record.measure == measure)
                && record.statistic == statistic
        })
    }
}

/// Returns the facts by name: a report that was read from a file has them in another order.
fn sorted<'a>(facts: &'a [(&'static str, String)]) -> BTreeMap<&'static str, &'a str> {
    facts
        .iter()
        .map(|(name, fact)| (*name, fact.as_str()))
        .collect()
}

/// Facts are an object in the text, and pairs in the program.
mod facts {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    type Facts = Vec<(&'static str, String)>;

    pub(super) fn serialize<S: Serializer>(
        facts: &Facts,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let pairs = facts.iter().map(|(name, fact)| (name, fact));
        pairs.collect::<BTreeMap<_, _>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de: 'static, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Facts, D::Error> {
        let facts = BTreeMap::<&'static str, String>::deserialize(deserializer)?;
        Ok(facts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::measure::cache::Cached;
    use crate::render::example;

    #[test]
    fn reports_are_added_by_tree_and_measure() {
        let mut report = example::report();
        let mut other = example::report();
        report
            .records
            .retain(|record| record.measure != "startup_us" || record.tree != "static");
        let some = report.records.len();
        other.records[0].value += 1.0;
        other.notes.push("a note".to_owned());
        let first = report.records[0].value;
        report.add(other).unwrap();
        assert!(report.records.len() > some);
        assert_eq!(report.records.len(), example::report().records.len());
        assert_eq!(report.records[0].value, first);
        assert_eq!(report.notes.last().unwrap(), "a note");
        assert_eq!(report.trees.len(), example::report().trees.len());
    }

    #[test]
    fn what_was_cached_is_added_with_its_figures_only() {
        let cached = |measure: &str| Cached {
            measure: measure.to_owned(),
            date: "2026-11-29 10:15 UTC".to_owned(),
            partly: false,
        };
        let mut report = example::report();
        report.sources = [("startup".to_owned(), BTreeMap::new())].into();
        let mut other = example::report();
        other.cached = vec![cached("startup"), cached("memory")];
        report.add(other).unwrap();
        assert_eq!(report.cached, [cached("memory")]);
    }

    #[test]
    fn titles_have_counts() {
        let report = example::report();
        let filled = |title| report.filled(title);
        assert_eq!(
            filled("{utilities} of {starts}: {started}."),
            "4 of 2: echo, cat."
        );
        assert_eq!(filled("{processes_count memory} at once"), "4 at once");
        assert_eq!(filled("{none of it} {x} {"), "0 {x} {");
        assert_eq!(filled("4{mean start}"), "4, mean start of 2");
        let without = super::Report::default();
        assert_eq!(without.filled("4{mean start}"), "4");
    }

    #[test]
    fn a_set_is_a_report_of_its_own() {
        let report = example::report();
        let part = report.over(&report.sets[0]);
        let labels: Vec<&str> = part.trees.iter().map(|tree| tree.label.as_str()).collect();
        assert_eq!(labels, ["static", "dynamic", "gnu", "busybox"]);
        assert_eq!(part.utilities, ["cat", "ls"]);
        assert_eq!(
            part.value("busybox", "disk_bytes", "total"),
            Some(700_000.0)
        );
        assert_eq!(part.value("gnu", "disk_bytes", "total"), Some(120_000.0));
        // The figures of the whole set are those of all utilities, and the peer has none.
        assert_eq!(report.value("gnu", "disk_bytes", "total"), Some(240_000.0));
        assert_eq!(report.value("busybox", "disk_bytes", "total"), None);
    }

    #[test]
    fn what_can_not_be_compared_is_not_added() {
        let mut report = example::report();
        let mut other = example::report();
        other.baseline = "static".to_owned();
        let error = report.add(other).unwrap_err().to_string();
        assert_eq!(error, "its ratios are to static, not to gnu");
        let mut other = example::report();
        other.machine[0].1.push('x');
        assert!(report.add(other).is_err());
    }
}
