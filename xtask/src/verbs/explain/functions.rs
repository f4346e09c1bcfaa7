//! Lists of functions: the largest, those with most instances, and those that several files hold.

use super::cell;
use super::image::Function;
use crate::render::table::{Table, number};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many functions a table lists.
const LISTED: usize = 15;

/// How many characters of a name a table shows.
const WIDTH: usize = 60;

/// A function whose copies or instances are counted.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Counted {
    function: String,
    /// The size of one copy, or of all instances, in bytes.
    bytes: u64,
    /// The number of copies or instances.
    count: u64,
}

/// All functions by size, the largest first.
pub(super) fn largest(all: &[&Function]) -> Vec<Counted> {
    let one = |function: &&Function| Counted {
        function: function.name.clone(),
        bytes: function.bytes,
        count: 1,
    };
    let mut all: Vec<Counted> = all.iter().map(one).collect();
    all.sort_by_key(|function| Reverse(function.bytes));
    all
}

/// Functions that stand more than once under one name: the instances of generic functions, and the
/// copies in several files. Those that take most bytes together come first.
pub(super) fn instantiated(all: &[&Function]) -> Vec<Counted> {
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for function in all {
        let (bytes, count) = sums.entry(&function.name).or_default();
        *bytes += function.bytes;
        *count += 1;
    }
    let mut all: Vec<Counted> = sums
        .into_iter()
        .filter(|(_, (_, count))| *count > 1)
        .map(|(function, (bytes, count))| Counted {
            function: function.to_owned(),
            bytes,
            count,
        })
        .collect();
    all.sort_by_key(|function| Reverse(function.bytes));
    all
}

/// Functions that are in several executables under the same name and with the same size. Those that
/// would save most bytes come first.
pub(super) fn repeated(executables: &[Vec<Function>]) -> Vec<Counted> {
    let mut copies: BTreeMap<(&str, u64), u64> = BTreeMap::new();
    for code in executables {
        let mut own: Vec<_> = code.iter().map(|f| (f.name.as_str(), f.bytes)).collect();
        own.sort_unstable();
        own.dedup();
        for function in own {
            *copies.entry(function).or_default() += 1;
        }
    }
    let mut repeated: Vec<Counted> = copies
        .into_iter()
        .filter(|(_, copies)| *copies > 1)
        .map(|((function, bytes), count)| Counted {
            function: function.to_owned(),
            bytes,
            count,
        })
        .collect();
    repeated.sort_by_key(|function| Reverse(function.superfluous()));
    repeated
}

impl Counted {
    /// The bytes of all copies but one.
    fn superfluous(&self) -> u64 {
        self.bytes * (self.count - 1)
    }

    fn row(&self, columns: &[u64]) -> (String, Vec<crate::render::table::Cell>) {
        let name = self.function.chars().take(WIDTH).collect();
        let cells = columns.iter().map(|column| cell(*column as f64, 0));
        (name, cells.collect())
    }
}

pub(super) fn table_of_largest(largest: &[Counted]) -> Table {
    let rows = largest.iter().take(LISTED);
    Table {
        name: "largest",
        measure: "",
        title: "The largest functions".to_owned(),
        columns: vec!["bytes".to_owned()],
        rows: rows.map(|f| f.row(&[f.bytes])).collect(),
    }
}

pub(super) fn table_of_instantiated(instantiated: &[Counted]) -> Table {
    let rows = instantiated.iter().take(LISTED);
    Table {
        name: "instantiated",
        measure: "",
        title: "Functions whose instances and copies take most bytes together".to_owned(),
        columns: ["bytes of all", "instances"].map(str::to_owned).to_vec(),
        rows: rows.map(|f| f.row(&[f.bytes, f.count])).collect(),
    }
}

pub(super) fn table_of_repeated(repeated: &[Counted], executables: usize) -> Table {
    let superfluous: u64 = repeated.iter().map(Counted::superfluous).sum();
    let rows = repeated.iter().take(LISTED);
    Table {
        name: "repeated",
        measure: "",
        title: format!(
            "Functions that stand in more than one of {executables} executables: {} bytes would \
             be saved if each stood once",
            number(superfluous as f64, 0)
        ),
        columns: ["bytes", "copies", "superfluous"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows
            .map(|f| f.row(&[f.bytes, f.count, f.superfluous()]))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(all: &[(&str, u64)]) -> Vec<Function> {
        let function = |(name, bytes): &(&str, u64)| Function {
            name: (*name).to_owned(),
            bytes: *bytes,
        };
        all.iter().map(function).collect()
    }

    fn counted(function: &str, bytes: u64, count: u64) -> Counted {
        Counted {
            function: function.to_owned(),
            bytes,
            count,
        }
    }

    #[test]
    fn instances_are_summed_and_copies_are_counted_by_file() {
        let executables = [
            functions(&[("sort", 900), ("sort", 700), ("main", 20), ("walk", 5000)]),
            functions(&[("sort", 700), ("main", 20)]),
        ];
        let all: Vec<&Function> = executables.iter().flatten().collect();
        assert_eq!(largest(&all)[0], counted("walk", 5000, 1));
        assert_eq!(
            instantiated(&all),
            [counted("sort", 2300, 3), counted("main", 40, 2)]
        );
        assert_eq!(
            repeated(&executables),
            [counted("sort", 700, 2), counted("main", 20, 2)]
        );
    }
}
