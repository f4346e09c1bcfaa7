//! The tables about what is shipped: container images, and what becomes of executables where
//! the files around them are not as they were.

use super::table::{Cell, Column, Table, by_tree};
use super::{Report, Shown};
use crate::measure::robustness::STATUS;

/// Images and hosts: heading, measure without its unit, statistic.
const IMAGES: &[(&str, Kind, &str)] = &[
    ("one", Kind::Image, "one"),
    ("one, no libc", Kind::Image, "one_without_libc"),
    ("some", Kind::Image, "some"),
    ("all", Kind::Image, "all"),
    ("host, apart", Kind::Host, "apart"),
    ("host, shared", Kind::Host, "shared"),
];

#[derive(Clone, Copy)]
enum Kind {
    Image,
    Host,
}

/// Cases of robustness: heading and statistic.
type Cases = [(&'static str, &'static str)];
const ACCIDENTS: &Cases = &[
    ("library missing", "library_missing"),
    ("another build's", "library_of_another_build"),
    ("tree moved", "tree_moved"),
    ("no /proc", "without_proc"),
    ("set-user-ID", "set_user_id"),
];
const ATTACKS: &Cases = &[
    ("its own libraries", "search_path_own"),
    ("the system's", "search_path_system"),
    ("any, set-user-ID", "set_user_id_search_path"),
];

/// All of them.
pub(super) fn tables(report: &Report) -> Vec<Table> {
    let images = report
        .value(&report.baseline, "images_count", "host")
        .unwrap_or_default();
    let about = format!("and of a host with {images} that hold one utility each");
    vec![
        by_tree(
            report,
            "containers",
            format!("Container images in MiB, {about}"),
            columns(report, "image_bytes", "host_bytes"),
        ),
        by_tree(
            report,
            "containers-zstd",
            format!("Container images in MiB of zstd, {about}"),
            columns(report, "image_zstd_bytes", "host_zstd_bytes"),
        ),
        robustness(
            report,
            "robustness",
            "Robustness: what an executable does in other surroundings",
            ACCIDENTS,
        ),
        robustness(
            report,
            "robustness-path",
            "Robustness: what it does where LD_LIBRARY_PATH names false libraries",
            ATTACKS,
        ),
    ]
}

fn columns<'a>(report: &'a Report, image: &'a str, host: &'a str) -> Vec<Column<'a>> {
    let column = |(heading, kind, statistic): &'a (&str, Kind, &str)| {
        let measure = match kind {
            Kind::Image => image,
            Kind::Host => host,
        };
        Column {
            heading,
            value: Box::new(move |tree: &str| report.value(tree, measure, statistic)),
            unit: f64::from(1 << 20),
            decimals: 2,
            floor: 0.0,
        }
    };
    IMAGES.iter().map(column).collect()
}

/// What happened, in words.
fn robustness(report: &Report, name: &'static str, title: &str, cases: &'static Cases) -> Table {
    let ending = |tree: &Shown, case: &str| {
        let mut records = report.find(&tree.label, STATUS, case);
        records.find_map(|record| record.text)
    };
    let tried = |case: &str| report.trees.iter().any(|tree| ending(tree, case).is_some());
    let cases: Vec<_> = cases.iter().filter(|(_, case)| tried(case)).collect();
    let row = |tree: &Shown| {
        let cell = |(_, case): &&(&str, &str)| Cell {
            figure: ending(tree, case).unwrap_or("–").to_owned(),
            ratio: None,
        };
        (tree.label.clone(), cases.iter().map(cell).collect())
    };
    Table {
        name,
        title: title.to_owned(),
        columns: cases
            .iter()
            .map(|(heading, _)| (*heading).to_owned())
            .collect(),
        rows: report.trees.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::Record;

    #[test]
    fn endings_are_words_and_what_was_not_tried_has_none() {
        let mut report = example::report();
        report
            .records
            .push(Record::new("dynamic", STATUS, "library_missing", 127.0).meaning("refused"));
        let table = robustness(&report, "any", "any", ACCIDENTS);
        assert_eq!(table.columns, ["library missing"]);
        let cells: Vec<&str> = table
            .rows
            .iter()
            .map(|(_, cells)| cells[0].figure.as_str())
            .collect();
        assert_eq!(cells, ["–", "refused", "–"]);
    }

    #[test]
    fn images_are_in_mib_beside_their_ratios() {
        let mut report = example::report();
        for (tree, bytes) in [("gnu", 2.0), ("static", 5.0)] {
            report
                .records
                .push(Record::new(tree, "image_bytes", "one", bytes * 1_048_576.0));
        }
        let table = &tables(&report)[0];
        assert_eq!(table.columns, ["one"]);
        assert_eq!(table.rows[0].1[0].figure, "5.00");
        assert_eq!(table.rows[0].1[0].ratio.as_deref(), Some("2.50"));
    }
}
