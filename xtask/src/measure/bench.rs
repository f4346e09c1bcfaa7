//! What a measure is, and what it works with.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;

use super::assumptions::Assumptions;
use super::cache::{Cache, Cached};
use super::record::Record;
use super::view::{Chart, Table};
use crate::model::probe::Probes;
use crate::model::tree::Tree;
use crate::model::variant::Variant;

/// A measure: what it measures, how it is taken, and how its figures are shown.
pub(crate) struct Measure {
    /// The name on the command line.
    pub(crate) name: &'static str,
    /// What is measured, for the help and for the title of the default table.
    pub(crate) about: &'static str,
    /// How it is measured, in a sentence or two.
    pub(crate) how: &'static str,
    /// When it is taken.
    pub(crate) choice: Choice,
    /// What it records.
    pub(crate) figures: &'static [Figure],
    /// Takes the figures of the trees.
    pub(crate) take: fn(&[Tree], &mut Bench) -> Result<Vec<Record>>,
    /// Its tables. If no table of any measure shows its figures, a default one does.
    pub(crate) tables: &'static [Table],
    /// Its charts.
    pub(crate) charts: &'static [Chart],
}

/// When a measure is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// In every run, unless `--only` names others.
    Usual,
    /// Where this switch is given.
    Switch(&'static str),
    /// In every run, from what the other measures found.
    Derived,
    /// In `compare --ladder` alone.
    Ladder,
}

/// The figures of one name: the `measure` of a record.
pub(crate) struct Figure {
    /// The name, which ends in the unit.
    pub(crate) name: &'static str,
    /// What the figure says.
    pub(crate) about: &'static str,
}

impl Figure {
    pub(crate) const fn new(name: &'static str, about: &'static str) -> Self {
        Self { name, about }
    }

    /// Returns the unit, which is the last part of the name.
    pub(crate) fn unit(&self) -> &'static str {
        self.name.rsplit('_').next().unwrap_or_default()
    }
}

/// What the measures work with, and what they leave for the report.
pub(crate) struct Bench {
    /// The utilities that all compared trees have.
    pub(crate) utilities: Vec<String>,
    /// Peers that lack some of the utilities. What they have is timed in turn with the others.
    pub(crate) partial: Vec<Tree>,
    /// How often a start is timed.
    pub(crate) runs: usize,
    /// The variants among the trees.
    pub(crate) variants: Vec<&'static Variant>,
    /// The folder of the finished trees.
    pub(crate) finished: PathBuf,
    /// Labels of trees whose utilities lack options that commands over large input use.
    pub(crate) untimed: BTreeSet<String>,
    /// What the projection of a whole system assumes.
    pub(crate) assumptions: Assumptions,
    pub(crate) probes: Probes,
    /// A folder for operands and other temporary files.
    pub(crate) scratch: PathBuf,
    pub(crate) cache: Cache,
    /// What was taken from an earlier run.
    pub(crate) cached: Vec<Cached>,
    /// What a reader of the figures must know.
    pub(crate) notes: Vec<String>,
    /// What the measures taken so far have found.
    pub(crate) records: Vec<Record>,
}

impl Bench {
    /// Returns whether a tree is one of the variants, not another's or a step between two.
    pub(crate) fn is_variant(&self, tree: &Tree) -> bool {
        self.variants
            .iter()
            .any(|variant| variant.name == tree.label)
    }
}
