//! Measures: each one takes installed trees and gives flat records. What is done with the
//! records is no concern of theirs.

pub(crate) mod build;
pub(crate) mod cache;
mod change;
pub(crate) mod containers;
pub(crate) mod disk;
pub(crate) mod instructions;
pub(crate) mod interrupt;
pub(crate) mod linkage;
pub(crate) mod memory;
mod orphans;
pub(crate) mod progress;
pub(crate) mod projection;
pub(crate) mod robustness;
pub(crate) mod scale;
pub(crate) mod startup;
pub(crate) mod throughput;
pub(crate) mod update;
pub(crate) mod workload;

use anyhow::Result;
use serde::{Deserialize, Serialize, Serializer};

use self::cache::Cache;
use crate::model::usage::Usage;
use crate::model::{probe::Probes, tree::Tree};

/// The label under which the do-nothing program stands among the trees.
pub(crate) const DO_NOTHING: &str = "do-nothing";

/// One figure. The unit is part of the measure's name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) tree: String,
    pub(crate) measure: &'static str,
    pub(crate) statistic: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) utility: Option<String>,
    /// How many utilities are there, where that is what is varied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<usize>,
    #[serde(serialize_with = "whole_where_it_is")]
    pub(crate) value: f64,
    /// What the figure means, where it is the number of something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<&'static str>,
}

impl Record {
    /// A figure about a whole tree.
    pub(crate) fn new(
        tree: &str,
        measure: &'static str,
        statistic: &'static str,
        value: f64,
    ) -> Self {
        let tree = tree.to_owned();
        Self {
            tree,
            measure,
            statistic,
            utility: None,
            count: None,
            value,
            text: None,
        }
    }

    /// The same figure, with words for what it means.
    pub(crate) fn meaning(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    /// The same figure, about one utility of it.
    pub(crate) fn of(mut self, utility: &str) -> Self {
        self.utility = Some(utility.to_owned());
        self
    }

    /// The same figure, with so many utilities installed.
    pub(crate) fn at(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }
}

/// Bytes and counts are written without a decimal point, parts of a second to the microsecond.
fn whole_where_it_is<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() == 0.0 {
        serializer.serialize_i64(*value as i64)
    } else {
        let steps = if value.abs() < 1.0 { 1e6 } else { 1e3 };
        serializer.serialize_f64((value * steps).round() / steps)
    }
}

/// What every measure works with.
pub(crate) struct Bench {
    /// The utilities that all compared trees have.
    pub(crate) utilities: Vec<String>,
    /// How often a start is timed.
    pub(crate) runs: usize,
    pub(crate) probes: Probes,
    /// A folder for operands and the like.
    pub(crate) scratch: std::path::PathBuf,
    pub(crate) cache: Cache,
    /// What a reader of the figures must know.
    pub(crate) notes: Vec<String>,
}

/// A measure: its name for `--only`, and how it is taken.
pub(crate) type Measure = (&'static str, fn(&[Tree], &mut Bench) -> Result<Vec<Record>>);

/// Quiet ones first, so that nothing is timed while threads still compress.
const MEASURES: &[Measure] = &[
    ("disk", disk::measure),
    ("linkage", linkage::measure),
    ("containers", containers::measure),
    ("robustness", robustness::measure),
    ("instructions", instructions::measure),
    ("startup", startup::measure),
    ("memory", memory::measure),
    ("scale", scale::measure),
];

/// The measures called so, all where no name is given; always in the order of the table.
///
/// # Errors
/// A usage error that lists what there is.
pub(crate) fn named(names: &[String]) -> Result<Vec<Measure>> {
    let known = |name: &String| MEASURES.iter().any(|(known, _)| known == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let all: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
        let all = all.join(", ");
        return Err(Usage(format!("unknown measure '{unknown}': there are {all}")).into());
    }
    let chosen = |(name, _): &&Measure| names.is_empty() || names.iter().any(|n| n == name);
    Ok(MEASURES.iter().filter(chosen).copied().collect())
}

/// Takes the measures of the trees. What was found is kept even if one of them fails.
pub(crate) fn take(measures: &[Measure], trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    for (_, measure) in measures {
        let taken = interrupt::check().and_then(|()| measure(trees, bench));
        bench.cache.save()?;
        records.extend(taken?);
    }
    Ok(records)
}

/// The value below which the given share of the samples lies; of none, nothing.
pub(crate) fn percentile(samples: &mut [f64], share: f64) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    let last = samples.len().checked_sub(1)?;
    samples.get((share * last as f64).round() as usize).copied()
}

/// The arithmetic mean; of none, nothing.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values
        .into_iter()
        .fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_few_and_of_none() {
        assert_eq!(percentile(&mut [], 0.5), None);
        assert_eq!(percentile(&mut [3.0], 0.1), Some(3.0));
        assert_eq!(percentile(&mut [9.0, 1.0, 5.0], 0.5), Some(5.0));
        let mut hundred: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&mut hundred, 0.1), Some(10.0));
    }

    #[test]
    fn measures_are_chosen_by_name_in_the_order_of_the_table() {
        let names = |chosen: &[&str]| -> Vec<&str> {
            let chosen: Vec<String> = chosen.iter().map(|name| (*name).to_owned()).collect();
            named(&chosen)
                .unwrap()
                .iter()
                .map(|(name, _)| *name)
                .collect()
        };
        assert_eq!(names(&[]).len(), MEASURES.len());
        assert_eq!(names(&["startup", "disk"]), ["disk", "startup"]);
        let error = named(&["disks".to_owned()]).unwrap_err();
        assert!(error.is::<Usage>());
        assert!(
            error
                .to_string()
                .starts_with("unknown measure 'disks': there are disk, "),
            "{error}"
        );
    }

    #[test]
    fn a_record_is_flat_and_whole_numbers_stay_whole() {
        let record = Record::new("gnu", "disk_bytes", "total", 4096.0);
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"tree":"gnu","measure":"disk_bytes","statistic":"total","value":4096}"#
        );
        let record = Record::new("gnu", "startup_us", "p10", 1.23456).of("ls");
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"tree":"gnu","measure":"startup_us","statistic":"p10","utility":"ls","value":1.235}"#
        );
        let record = Record::new("gnu", "throughput_seconds", "fastest", 0.012_345_67);
        let json = serde_json::to_string(&record).unwrap();
        assert!(json.ends_with(r#""value":0.012346}"#), "{json}");
    }
}
