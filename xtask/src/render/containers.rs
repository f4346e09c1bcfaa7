//! The chart of an image with one utility, divided into the utility and the C library.

use super::chart::Row;
use super::drawing::{Content, Drawing};
use super::report::Report;
use crate::measure::view::{self, MIB};

pub(super) fn one(view: &view::Chart, report: &Report) -> Drawing {
    let row = |tree: &str| {
        let one = report.value(tree, "image_bytes", "one")?;
        let own = report.value(tree, "image_bytes", "one_without_libc")?;
        Some(Row::stacked(tree, &[own / MIB, (one - own) / MIB]))
    };
    Drawing {
        content: Content::Bars {
            legend: ["utility", "C library"].map(str::to_owned).to_vec(),
            rows: report.rows(row),
        },
        ..Drawing::of(view, report)
    }
}
