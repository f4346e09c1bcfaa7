//! The conclusions of a report: three sentences for its first screen, and what of it is from an
//! earlier run.

use std::collections::BTreeMap;

use super::prose::{change, mebibytes};
use super::report::Report;
use super::table::number;
use crate::model::variant::{HEADLINE, REFERENCE, VARIANTS, Variant};

/// A figure of a tree.
type Of<'a> = &'a dyn Fn(&str) -> Option<f64>;

/// Returns at most three sentences: on disk space, on memory and starts, and on linking alone.
pub(crate) fn sentences(report: &Report) -> Vec<String> {
    let measured = |name: &str| report.trees.iter().any(|tree| tree.label == name);
    let mut names = [HEADLINE]
        .into_iter()
        .chain(VARIANTS.iter().map(|v| v.name));
    let Some(ours) = names.find(|name| measured(name)) else {
        return Vec::new();
    };
    let pairs = || Variant::pairs_by_linking().map(|(own, shared)| (own.name, shared.name));
    let complete = |(own, shared): &(&str, &str)| measured(own) && measured(shared);
    let pair = pairs().find(|pair| pair.1 == ours && complete(pair));
    let pair = pair.or_else(|| pairs().find(complete));
    let sentences = [
        on_disk(report, ours),
        running(report, ours),
        pair.and_then(|(own, shared)| by_linking(report, own, shared)),
    ];
    sentences.into_iter().flatten().collect()
}

fn disk(report: &Report, tree: &str) -> Option<f64> {
    report.value(tree, "disk_bytes", "total")
}

fn memory(report: &Report, tree: &str) -> Option<f64> {
    report.value(tree, "memory_kib", "pss")
}

fn start(report: &Report, tree: &str) -> Option<f64> {
    report.mean_at_start(tree, "startup_us", "p10_net")
}

/// Returns the ratio of a tree to the baseline, unless the tree is the baseline.
fn ratio(report: &Report, tree: &str, of: Of<'_>) -> Option<String> {
    let base = of(&report.baseline).filter(|base| *base > 0.0 && tree != report.baseline)?;
    Some(number(of(tree)? / base, 2))
}

fn on_disk(report: &Report, ours: &str) -> Option<String> {
    let bytes = |tree: &str| disk(report, tree);
    let mut text = format!(
        "{ours} takes {} on disk for {} utilities",
        mebibytes(bytes(ours)?),
        report.utilities.len()
    );
    if let Some(ratio) = ratio(report, ours, &bytes) {
        text += &format!(", {ratio} of what {} takes", report.baseline);
    }
    if let Some(all) = bytes(REFERENCE).filter(|_| ours != REFERENCE) {
        text += &format!("; {REFERENCE}, Cargo's default, takes {}", mebibytes(all));
    }
    Some(text + ".")
}

fn running(report: &Report, ours: &str) -> Option<String> {
    let base = &report.baseline;
    let memory = ratio(report, ours, &|tree| memory(report, tree)).map(|ratio| {
        let count = report.value(ours, "processes_count", "memory");
        format!(
            "{} different utilities of {ours} at once take {ratio} of the memory of {base}'s",
            count.unwrap_or_default()
        )
    });
    let start = ratio(report, ours, &|tree| start(report, tree)).map(|ratio| {
        format!("a start takes {ratio} of the time of {base}'s beyond a program that does nothing")
    });
    let clauses: Vec<String> = [memory, start].into_iter().flatten().collect();
    let text = match clauses.as_slice() {
        [] => return None,
        [only] => only.clone(),
        both => both.join(", and "),
    };
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Compares two variants that differ only in where the shared code is.
fn by_linking(report: &Report, own: &str, shared: &str) -> Option<String> {
    let disk = disk(report, own).zip(disk(report, shared));
    let memory = memory(report, own).zip(memory(report, shared));
    let start = start(report, own).zip(start(report, shared));
    let clauses = [
        disk.map(|(own, shared)| format!("{} disk space", change(own, shared))),
        memory.map(|(own, shared)| format!("{} memory", change(own, shared))),
        start.map(|(own, shared)| {
            let word = if shared <= own { "less" } else { "more" };
            format!("{} µs {word} for a start", number((shared - own).abs(), 0))
        }),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    let list = match clauses.as_slice() {
        [] => return None,
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    };
    Some(format!(
        "Compared with {own}, which has the same code in each executable, {shared} takes {list}."
    ))
}

/// Says which measures are from an earlier run, and of when.
pub(crate) fn cached(report: &Report) -> Option<String> {
    let mut measures: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for cached in &report.cached {
        let of_measure = measures.entry(&cached.measure);
        let (date, partly) = of_measure.or_insert((&cached.date, cached.partly));
        *date = cached.date.as_str().min(date);
        *partly |= cached.partly;
    }
    let mut days: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, (date, partly)) in measures {
        let (day, time) = date.split_once(' ').unwrap_or((date, ""));
        let time = time.trim_end_matches(" UTC");
        let partly = if partly { ", partly" } else { "" };
        let of_day = days.entry(day).or_default();
        of_day.push(format!("{name} ({time}{partly})"));
    }
    let day = |(day, names): (&str, Vec<String>)| format!("{day} {}", names.join(", "));
    let days: Vec<String> = days.into_iter().map(day).collect();
    (!days.is_empty()).then(|| {
        format!(
            "Cached, from runs on the same files (UTC): {}. --fresh measures again.",
            days.join("; ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::cache::Cached;

    #[test]
    fn three_sentences_say_what_was_found() {
        let mut report = example::report();
        let expected = [
            "static takes 1.91 MiB on disk for 4 utilities, 8.33 of what gnu takes.",
            "4 different utilities of static at once take 2.25 of the memory of gnu's, and a start \
             takes 1.50 of the time of gnu's beyond a program that does nothing.",
            "Compared with static, which has the same code in each executable, dynamic takes \
             51 % less disk space, 33 % less memory and 250 µs more for a start.",
        ];
        assert_eq!(sentences(&report), expected);

        report
            .records
            .retain(|record| record.measure == "startup_us");
        let starts = [
            "A start takes 1.50 of the time of gnu's beyond a program that does nothing.",
            "Compared with static, which has the same code in each executable, dynamic takes \
             250 µs more for a start.",
        ];
        assert_eq!(sentences(&report), starts);
        report.trees.retain(|tree| tree.label == "gnu");
        assert_eq!(sentences(&report), [""; 0]);
    }

    #[test]
    fn what_is_cached_is_listed_once_with_its_oldest_date() {
        let mut report = example::report();
        assert_eq!(cached(&report), None);
        let entry = |measure: &str, date: &str, partly| Cached {
            measure: measure.to_owned(),
            date: date.to_owned(),
            partly,
        };
        report.cached = vec![
            entry("startup", "2026-11-28 21:05 UTC", false),
            entry("disk", "2026-11-27 08:00 UTC", false),
            entry("startup", "2026-11-26 10:00 UTC", true),
        ];
        assert_eq!(
            cached(&report).unwrap(),
            "Cached, from runs on the same files (UTC): 2026-11-26 startup (10:00, partly); \
             2026-11-27 disk (08:00). --fresh measures again."
        );
    }
}
