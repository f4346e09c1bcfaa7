//! Measures. Each takes installed trees and returns flat records; it states the tables and charts
//! that show them as data (`view`).
//!
//! A measure is a file with a `MEASURE` record, and is registered here: with its module, and with
//! its place in `MEASURES`. The command line, the help and all renderers read the rest from the
//! record.

pub(crate) mod assumptions;
pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod cache;
mod change;
pub(crate) mod choice;
pub(crate) mod containers;
pub(crate) mod disk;
mod installed;
pub(crate) mod instructions;
pub(crate) mod interrupt;
pub(crate) mod ladder;
pub(crate) mod linkage;
pub(crate) mod memory;
mod orphans;
mod parallel;
pub(crate) mod progress;
pub(crate) mod projection;
pub(crate) mod record;
pub(crate) mod robustness;
pub(crate) mod scale;
pub(crate) mod startup;
pub(crate) mod throughput;
pub(crate) mod update;
pub(crate) mod view;
pub(crate) mod workload;

use self::bench::Measure;

/// The measures that are also taken over the names that a peer shares with the variants, if it
/// lacks some.
pub(crate) const OF_SETS: &[&Measure] = &[&disk::MEASURE, &startup::MEASURE, &memory::MEASURE];

/// All measures, in the order in which they are taken: quiet ones first, so that nothing is
/// timed while threads still compress, and those last that compute from the others.
pub(crate) const MEASURES: &[&Measure] = &[
    &disk::MEASURE,
    &linkage::MEASURE,
    &containers::MEASURE,
    &robustness::MEASURE,
    &instructions::MEASURE,
    &startup::MEASURE,
    &memory::MEASURE,
    &scale::MEASURE,
    &throughput::MEASURE,
    &build::MEASURE,
    &update::MEASURE,
    &projection::MEASURE,
    &ladder::MEASURE,
];
