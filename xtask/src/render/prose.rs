//! The report in words: what dynamic linking saves over static linking, from how many
//! utilities on, and at what cost.

use super::report::Report;
use super::table::number;
use super::{scale, throughput};
use crate::measure::scale::GROWTH;
use crate::model::variant::Variant;

/// Bytes on disk as a linear function of the number of utilities: those of the shared objects,
/// and those of the mean executable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) fixed: f64,
    pub(crate) each: f64,
}

/// The numbers of utilities for which one line lies below another.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Below {
    Always,
    From(u64),
    UpTo(u64),
    Never,
}

impl Line {
    pub(crate) fn of(report: &Report, tree: &str) -> Option<Self> {
        let count = report.utilities.len() as f64;
        let fixed = report.value(tree, "disk_bytes", "shared_objects")?;
        let each = report.value(tree, "disk_bytes", "executables")? / count;
        Some(Self { fixed, each })
    }

    pub(crate) fn at(self, count: f64) -> f64 {
        self.fixed + self.each * count
    }

    /// Returns the numbers, from one up, for which this line is strictly below the other.
    pub(crate) fn below(self, other: Self) -> Below {
        let at_one = self.at(1.0) < other.at(1.0);
        let crossing = (self.fixed - other.fixed) / (other.each - self.each);
        if self.each < other.each {
            if at_one {
                Below::Always
            } else {
                Below::From(crossing.floor() as u64 + 1)
            }
        } else if !at_one {
            Below::Never
        } else if self.each == other.each {
            Below::Always
        } else {
            Below::UpTo(crossing.ceil() as u64 - 1)
        }
    }
}

/// Returns a paragraph for every pair of variants that differ in linking alone, one on
/// throughput, and one with the ratios of all trees to the baseline.
pub(crate) fn paragraphs(report: &Report) -> Vec<String> {
    let measured = |label: &str| report.trees.iter().any(|tree| tree.label == label);
    let mut paragraphs: Vec<String> = Variant::pairs_by_linking()
        .map(|(first, second)| (first.name, second.name))
        .filter(|(first, second)| measured(first) && measured(second))
        .map(|(first, second)| pair(report, first, second))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    paragraphs.extend(throughput::sentence(report));
    paragraphs.extend(beside_the_baseline(report));
    paragraphs
}

fn pair(report: &Report, first: &str, second: &str) -> String {
    let mut sentences = Vec::new();
    let both = |measure: &str, statistic: &str| {
        Some((
            report.value(first, measure, statistic)?,
            report.value(second, measure, statistic)?,
        ))
    };
    if let Some((a, b)) = both("disk_bytes", "total") {
        let verb = if b <= a { "saves" } else { "costs" };
        sentences.push(format!(
            "For these {} utilities, {second} takes {} on disk where {first} takes {}: it {verb} {} ({}).",
            report.utilities.len(),
            mebibytes(b),
            mebibytes(a),
            mebibytes((a - b).abs()),
            change(a, b)
        ));
    }
    if let (Some(a), Some(b)) = (Line::of(report, first), Line::of(report, second)) {
        let when = match b.below(a) {
            Below::Always => "it is the smaller one for any number of utilities".to_owned(),
            Below::From(count) => format!("it is the smaller one from {count} utilities on"),
            Below::UpTo(1) => "it is the smaller one for a single utility only".to_owned(),
            Below::UpTo(count) => format!("it is the smaller one for up to {count} utilities only"),
            Below::Never => "it is the smaller one for no number of utilities".to_owned(),
        };
        let when = measured(report, first, second).unwrap_or(when);
        sentences.push(format!(
            "With {} KiB of shared objects and {} KiB an executable against {} KiB an executable, {when}.",
            number(b.fixed / 1024.0, 0),
            number(b.each / 1024.0, 1),
            number(a.each / 1024.0, 1)
        ));
    }
    if let Some((a, b)) = both("memory_kib", "pss") {
        let processes = report
            .value(second, "processes_count", "memory")
            .unwrap_or_default();
        sentences.push(format!(
            "Running {processes} different ones at once takes {} KiB of memory (PSS) against {} ({}).",
            number(b, 0),
            number(a, 0),
            change(a, b)
        ));
    }
    sentences.extend(start(report, first, second));
    sentences.join(" ")
}

/// Says for which numbers of utilities the second is smaller, if that was measured. A pruned
/// library grows with their number, so it is smaller than the line through its largest size.
fn measured(report: &Report, first: &str, second: &str) -> Option<String> {
    let [disk, ..] = &GROWTH;
    let curve = |tree| scale::curve(report, tree, disk);
    let (first, second) = (curve(first), curve(second));
    let (end, _) = first.last().filter(|_| !second.is_empty())?;
    let when = scale::below(&second, &first).words;
    Some(format!(
        "it is the smaller one {when}, as measured with 1 to {end} utilities"
    ))
}

/// Says what the second costs or saves at every start.
fn start(report: &Report, first: &str, second: &str) -> Option<String> {
    let both = |measure: &str, statistic: &str| {
        Some((
            report.mean_at_start(first, measure, statistic)?,
            report.mean_at_start(second, measure, statistic)?,
        ))
    };
    let (a, b) = both("startup_us", "p10_net")?;
    let verb = if b <= a { "saves" } else { "costs" };
    let mut sentence = format!(
        "A start {verb} {} µs: {} against {} beyond what a program that does nothing takes ({})",
        number((b - a).abs(), 0),
        number(b, 0),
        number(a, 0),
        change(a, b)
    );
    let also = [
        ("minor faults", "minor_faults_count", "mean"),
        ("relocations", "relocations_count", "at_start"),
    ];
    for (name, measure, statistic) in also {
        if let Some((a, b)) = both(measure, statistic) {
            sentence += &format!(", {} {name} against {}", number(b, 0), number(a, 0));
        }
    }
    Some(sentence + ".")
}

/// Lists the ratios of every other tree to the baseline, one per dimension.
fn beside_the_baseline(report: &Report) -> Option<String> {
    let ratio = |value: Option<f64>, base: Option<f64>| {
        value
            .zip(base)
            .filter(|(_, base)| *base > 0.0)
            .map(|(value, base)| format!("{:.2}", value / base))
    };
    let base = report.baseline.as_str();
    let mut clauses = Vec::new();
    for tree in report
        .trees
        .iter()
        .map(|tree| tree.label.as_str())
        .filter(|tree| *tree != base)
    {
        let disk = |tree| report.value(tree, "disk_bytes", "total");
        let memory = |tree| report.value(tree, "memory_kib", "pss");
        let start = |tree| report.mean_at_start(tree, "startup_us", "p10_net");
        let figures: Vec<String> = [
            ("disk", ratio(disk(tree), disk(base))),
            ("memory", ratio(memory(tree), memory(base))),
            ("start-up", ratio(start(tree), start(base))),
        ]
        .into_iter()
        .filter_map(|(name, ratio)| Some(format!("{name} {}", ratio?)))
        .collect();
        if !figures.is_empty() {
            clauses.push(format!("{tree} {}", figures.join(", ")));
        }
    }
    (!clauses.is_empty()).then(|| format!("Where {base} is 1: {}.", clauses.join("; ")))
}

pub(super) fn mebibytes(bytes: f64) -> String {
    format!("{} MiB", number(bytes / f64::from(1 << 20), 2))
}

/// Returns the difference from the first to the second in percent.
pub(super) fn change(first: f64, second: f64) -> String {
    if first <= 0.0 {
        return "no ratio to 0".to_owned();
    }
    let percent = (second / first - 1.0) * 100.0;
    let word = if percent <= 0.0 { "less" } else { "more" };
    format!("{} % {word}", number(percent.abs(), 0))
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    fn line(fixed: f64, each: f64) -> Line {
        Line { fixed, each }
    }

    #[test]
    fn lines_cross_where_arithmetic_says() {
        // 900 + 20 n < 500 n from n = 1.875 up.
        assert_eq!(line(900.0, 20.0).below(line(0.0, 500.0)), Below::From(2));
        // 480 n = 960 at exactly 2, where neither is smaller.
        assert_eq!(line(960.0, 20.0).below(line(0.0, 500.0)), Below::From(3));
        assert_eq!(line(100.0, 20.0).below(line(0.0, 500.0)), Below::Always);
        assert_eq!(line(0.0, 500.0).below(line(960.0, 20.0)), Below::UpTo(1));
        assert_eq!(line(0.0, 500.0).below(line(1000.0, 20.0)), Below::UpTo(2));
        assert_eq!(line(900.0, 500.0).below(line(0.0, 20.0)), Below::Never);
        assert_eq!(line(0.0, 20.0).below(line(0.0, 20.0)), Below::Never);
        assert_eq!(line(0.0, 20.0).below(line(1.0, 20.0)), Below::Always);
    }

    #[test]
    fn the_claims_hold_at_the_counts_they_name() {
        for fixed in [0.0, 10.0, 333.0, 5000.0] {
            for each in [1.0, 7.0, 300.0] {
                let (a, b) = (line(fixed, each), line(100.0, 50.0));
                let holds = |count: u64| a.at(count as f64) < b.at(count as f64);
                match a.below(b) {
                    Below::Always => assert!(holds(1) && holds(1000)),
                    Below::From(count) => assert!(holds(count) && !holds(count - 1)),
                    Below::UpTo(count) => assert!(holds(count) && !holds(count + 1)),
                    Below::Never => assert!(!holds(1) && !holds(1000)),
                }
            }
        }
    }

    #[test]
    fn the_paragraph_says_whether_it_saves_or_costs() {
        let mut report = example::report();
        let measured = pair(&report, "static", "dynamic");
        let words = "the smaller one from 2, as measured with 1 to 4 utilities.";
        assert!(measured.contains(words), "{measured}");
        report.records.retain(|record| record.count.is_none());
        let forward = pair(&report, "static", "dynamic");
        assert!(
            forward.contains("it saves 0.97 MiB (51 % less)"),
            "{forward}"
        );
        assert!(forward.contains("from 2 utilities on"), "{forward}");
        assert!(
            forward.contains("A start costs 250 µs: 400 against 150"),
            "{forward}"
        );
        assert!(forward.contains("(33 % less)"), "{forward}");
        let backward = pair(&report, "dynamic", "static");
        assert!(
            backward.contains("it costs 0.97 MiB (104 % more)"),
            "{backward}"
        );
        assert!(backward.contains("for a single utility only"), "{backward}");
        assert!(backward.contains("A start saves 250 µs"), "{backward}");
    }

    #[test]
    fn without_a_pair_there_is_only_the_comparison_with_the_baseline() {
        let mut report = example::report();
        report.trees.retain(|tree| tree.label != "static");
        let paragraphs = paragraphs(&report);
        assert_eq!(paragraphs.len(), 1);
        assert_eq!(
            paragraphs[0],
            "Where gnu is 1: dynamic disk 4.08, memory 1.50, start-up 4.00."
        );
        assert_eq!(change(0.0, 3.0), "no ratio to 0");
    }
}
