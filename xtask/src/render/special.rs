//! What the views of the measures leave to code, by name: tables and charts with a form of
//! their own, and the order in which all of them are shown.

use super::drawing::Drawing;
use super::report::Report;
use super::table::Table;
use super::{containers, hardening, scale, system, throughput};
use crate::measure::view::{self, KIB, Of, Rows, Value};

/// One figure per dimension, from several measures.
pub(super) const SUMMARY: view::Table = view::Table {
    name: "summary",
    title: "In short: {utilities} utilities{mean start}",
    rows: Rows::Trees(&[
        Value::new("disk, KiB", "disk_bytes", "total")
            .about("all executables and shared objects")
            .per(KIB),
        Value::new("package, KiB", "disk_zstd_bytes", "total")
            .about("all executables and shared objects")
            .per(KIB),
        Value::new("memory, KiB of PSS", "memory_kib", "pss")
            .about("a page that several processes share is divided among them"),
        Value::new("start, µs net", "startup_us", "p10_net")
            .about("beyond a program that does nothing; the 10th percentile of all runs")
            .of(Of::MeanStart),
    ]),
};

/// The same over the names that a peer shares.
pub(super) const OF_SET: view::Table = view::Table {
    name: "set",
    ..SUMMARY
};

/// Tables in the order in which they are shown. Others follow in the order of their measures.
const TABLES: &[&str] = &[
    "summary",
    "disk",
    "startup",
    "start",
    "memory",
    "hardening",
    "throughput",
    "scale-disk",
    "scale-package",
    "scale-memory",
    "break-even",
    "system",
    "containers",
    "containers-zstd",
    "robustness",
    "robustness-path",
    "build",
    "ladder",
    "update",
    "update-size",
    "sizes",
];

/// Charts in the order in which they are shown. Others follow in the order of their measures.
const CHARTS: &[&str] = &[
    "disk",
    "package",
    "scale-disk",
    "scale-package",
    "memory",
    "scale-memory",
    "startup",
    "instructions",
    "relocations",
    "throughput",
    "break-even",
    "containers-one",
    "containers",
    "hosts",
    "system",
    "build",
    "build-folder",
    "update",
    "update-delta",
];

/// Returns the place of a table among the others.
pub(super) fn place_of_table(name: &str) -> usize {
    place(TABLES, name)
}

/// Returns the place of a chart among the others.
pub(super) fn place_of_chart(name: &str) -> usize {
    place(CHARTS, name)
}

fn place(order: &[&str], name: &str) -> usize {
    let place = order.iter().position(|known| *known == name);
    place.unwrap_or(order.len())
}

/// Makes a table that has a form of its own.
pub(super) fn table(view: &view::Table, report: &Report) -> Table {
    match view.name {
        "hardening" => hardening::table(view, report),
        "throughput" => throughput::table(view, report),
        "break-even" => scale::break_even(view, report),
        "system" => system::table(view, report),
        name => unreachable!("no code makes the table '{name}'"),
    }
}

/// Makes a chart that has a form of its own.
pub(super) fn chart(view: &view::Chart, report: &Report) -> Drawing {
    match view.name {
        "throughput" => throughput::chart(view, report),
        "break-even" => scale::break_even_chart(view, report),
        "containers-one" => containers::one(view, report),
        "system" => system::chart(view, report),
        name => unreachable!("no code draws the chart '{name}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::MEASURES;
    use crate::measure::view::Form;

    #[test]
    fn every_special_view_has_its_code() {
        let report = example::report();
        for measure in MEASURES {
            for view in measure.tables {
                if matches!(view.rows, Rows::Special) {
                    assert_eq!(table(view, &report).name, view.name);
                }
            }
            for view in measure.charts {
                if matches!(view.form, Form::Special) {
                    chart(view, &report);
                }
            }
        }
    }

    #[test]
    fn every_name_of_the_order_is_that_of_a_view() {
        let tables = MEASURES.iter().flat_map(|measure| measure.tables);
        let tables: Vec<&str> = tables.map(|view| view.name).chain([SUMMARY.name]).collect();
        assert!(TABLES.iter().all(|name| tables.contains(name)));
        let charts = MEASURES.iter().flat_map(|measure| measure.charts);
        let charts: Vec<&str> = charts.map(|view| view.name).collect();
        assert!(CHARTS.iter().all(|name| charts.contains(name)));
    }
}
