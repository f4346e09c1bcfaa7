//! Records, the flat form of all figures, and the statistics that make them of samples.

use anyhow::Result;
use serde::{Deserialize, Serialize, Serializer};

/// The label of the program that does nothing, among the labels of the trees.
pub(crate) const DO_NOTHING: &str = "do-nothing";

/// The label of the same program with the C library inside.
pub(crate) const DO_NOTHING_STATIC: &str = "do-nothing-static";

/// One figure. The name of the measure ends in the unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) tree: String,
    pub(crate) measure: &'static str,
    pub(crate) statistic: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) utility: Option<String>,
    /// The number of installed utilities, if the measure varies it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<usize>,
    /// The peer whose shared names the figure is over. Without one, it is over the whole set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) set: Option<String>,
    #[serde(serialize_with = "rounded")]
    pub(crate) value: f64,
    /// What the figure means, if it is a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<&'static str>,
}

impl Record {
    /// Makes a record about a whole tree.
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
            set: None,
            value,
            text: None,
        }
    }

    /// Adds words for what the figure means.
    pub(crate) fn meaning(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    /// Says which utility the figure is about.
    pub(crate) fn of(mut self, utility: &str) -> Self {
        self.utility = Some(utility.to_owned());
        self
    }

    /// Says which peer's shared names the figure is over.
    pub(crate) fn over(mut self, peer: &str) -> Self {
        self.set = Some(peer.to_owned());
        self
    }

    /// Says how many utilities were installed.
    pub(crate) fn at(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }
}

/// Writes whole numbers without a decimal point, and parts of a second to the microsecond.
fn rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() == 0.0 {
        serializer.serialize_i64(*value as i64)
    } else {
        let steps = if value.abs() < 1.0 { 1e6 } else { 1e3 };
        serializer.serialize_f64((value * steps).round() / steps)
    }
}

/// Returns the value below which the given share of the samples lies, if there are samples.
pub(crate) fn percentile(samples: &mut [f64], share: f64) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    let last = samples.len().checked_sub(1)?;
    samples.get((share * last as f64).round() as usize).copied()
}

/// Returns the arithmetic mean, if there are values.
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
    fn records_are_flat_and_whole_numbers_stay_whole() {
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
