//! Renderers: a report goes in, text comes out. None of them knows how a figure was taken.

mod building;
pub(crate) mod chart;
mod deployment;
pub(crate) mod figure;
pub(crate) mod html;
pub(crate) mod json;
mod ladder;
pub(crate) mod machine;
pub(crate) mod markdown;
pub(crate) mod prose;
mod scale;
pub(crate) mod table;
pub(crate) mod terminal;
mod throughput;
mod updating;

use serde::{Deserialize, Serialize};

use crate::measure::{Record, mean};

/// All that was measured, and what a reader must know beside it.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Report {
    /// Facts about the machine, each with its name.
    #[serde(with = "json::facts")]
    pub(crate) machine: Vec<(&'static str, String)>,
    pub(crate) trees: Vec<Shown>,
    /// The label of the tree that all ratios are to.
    pub(crate) baseline: String,
    /// The utilities that all trees have, which the figures are about.
    pub(crate) utilities: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) records: Vec<Record>,
}

/// A tree as the reader sees it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) label: String,
    pub(crate) description: String,
}

impl Report {
    /// A figure about a whole tree.
    pub(crate) fn value(&self, tree: &str, measure: &str, statistic: &str) -> Option<f64> {
        self.find(tree, measure, statistic)
            .find(|record| record.utility.is_none() && record.count.is_none())
            .map(|record| record.value)
    }

    /// A figure about one utility of a tree.
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

    /// A figure with so many utilities installed.
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

    /// The mean over the utilities that the measure is about and whose start is timed, so that
    /// every mean at start-up is over the same ones.
    pub(crate) fn mean_at_start(&self, tree: &str, measure: &str, statistic: &str) -> Option<f64> {
        mean(
            self.started()
                .iter()
                .filter_map(|utility| self.value_of(tree, measure, statistic, utility)),
        )
    }

    /// The utilities whose start is timed, in the order in which they were; without times,
    /// those whose start is otherwise looked at.
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

    fn find(&self, tree: &str, measure: &str, statistic: &str) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| {
            record.tree == tree && record.measure == measure && record.statistic == statistic
        })
    }
}

#[cfg(test)]
pub(crate) mod example {
    //! A small report for the renderers' tests.
    use super::*;

    /// Static and dynamic trees beside GNU's, of four utilities.
    pub(crate) fn report() -> Report {
        let mut records = Vec::new();
        // Label, bytes of an executable, bytes of the library, start-up, PSS.
        for (tree, each, library, start, pss) in [
            ("static", 500_000.0, 0.0, 150.0, 9_000.0),
            ("dynamic", 20_000.0, 900_000.0, 400.0, 6_000.0),
            ("gnu", 60_000.0, 0.0, 100.0, 4_000.0),
        ] {
            for (statistic, bytes) in [
                ("executables", each * 4.0),
                ("shared_objects", library),
                ("total", each * 4.0 + library),
            ] {
                records.push(Record::new(tree, "disk_bytes", statistic, bytes));
                records.push(Record::new(tree, "disk_zstd_bytes", statistic, bytes / 3.0));
            }
            for count in [1, 4] {
                let bytes = library + each * count as f64;
                for (measure, statistic, value) in [
                    ("scale_bytes", "total", bytes),
                    ("scale_bytes", "zstd", bytes / 3.0),
                    ("scale_kib", "pss", pss * count as f64 / 4.0),
                ] {
                    records.push(Record::new(tree, measure, statistic, value).at(count));
                }
            }
            for utility in ["cat", "echo", "ls", "sort"] {
                records.push(Record::new(tree, "disk_bytes", "executable", each).of(utility));
            }
            for utility in ["echo", "cat"] {
                for statistic in ["p10", "p10_net", "median_net"] {
                    records.push(Record::new(tree, "startup_us", statistic, start).of(utility));
                }
                records
                    .push(Record::new(tree, "minor_faults_count", "mean", start / 2.0).of(utility));
                records.push(
                    Record::new(tree, "relocations_count", "at_start", start * 3.0).of(utility),
                );
            }
            records.push(Record::new(tree, "memory_kib", "pss", pss));
            records.push(Record::new(tree, "processes_count", "memory", 4.0));
        }
        records.push(Record::new("system", "system_bytes", "today", 2e6));
        for (part, bytes) in [
            ("kept", 1e6),
            ("own_code", 1e6),
            ("carried", 0.0),
            ("libraries", 1e6),
            ("projected", 3e6),
        ] {
            records.push(Record::new("dynamic", "system_bytes", part, bytes));
        }
        let shown = |label: &str| Shown {
            label: label.to_owned(),
            description: format!("{label} <linking>"),
        };
        Report {
            machine: vec![("processor", "a & b".to_owned())],
            trees: ["static", "dynamic", "gnu"].map(shown).into(),
            baseline: "gnu".to_owned(),
            utilities: ["cat", "echo", "ls", "sort"].map(str::to_owned).into(),
            notes: vec!["A note.".to_owned()],
            records,
        }
    }
}
