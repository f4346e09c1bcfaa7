//! `cargo xtask bench [UTILITY…]`: how long the utilities take over large input, beside
//! GNU's. What is run stands beside each utility, in `utils/NAME/bench.txt` (see `cases`).

use crate::link::tree;
use crate::measure::throughput::{
    cases,
    run::{self, Timing},
};
use crate::model::probe;
use crate::model::tree::Tree;
use crate::model::variant::{self, Variant};
use crate::model::{peers, usage::Usage, workspace};
use crate::render;
use crate::render::table::{Cell, Table};
use anyhow::Result;
use std::collections::BTreeSet;

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The utilities to time [default: all that have a bench.txt]
    utilities: Vec<String>,
    /// Time the executables of this variant; may be given several times [default: dynamic-lean]
    #[arg(long = "variant", value_name = "VARIANT")]
    variants: Vec<String>,
    /// Time the executables of a folder too
    #[arg(long, value_name = "LABEL=DIR")]
    against: Vec<String>,
    /// The tree that all ratios are to [default: gnu where it is found]
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,
    /// How often each command is timed, fewer times where it is slow
    #[arg(long, value_name = "N", default_value_t = 10)]
    runs: usize,
    /// Count system calls too, with strace
    #[arg(long)]
    calls: bool,
    /// What is printed: table, markdown or json
    #[arg(long, default_value = "table", value_parser = ["table", "markdown", "json"])]
    format: String,
    /// The locale that all runs in
    #[arg(long, value_name = "NAME", default_value = "C.UTF-8")]
    locale: String,
}

/// Runs the verb.
///
/// # Errors
/// A usage error, or one line that says what could not be built or run.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.runs == 0 {
        return Err(Usage("--runs 0: each command must be timed at least once".into()).into());
    }
    probe::use_locale(&options.locale);
    let utilities = workspace::utilities_named(&options.utilities)?;
    let cases = cases::of(&utilities)?;
    if cases.is_empty() {
        return Err(Usage("none of these utilities has a bench.txt".into()).into());
    }
    let trees = trees(options)?;
    let baseline = match &options.baseline {
        Some(label) => label.as_str(),
        None => trees
            .iter()
            .find(|tree| tree.label == "gnu")
            .map_or(trees[0].label.as_str(), |tree| &tree.label),
    };
    if !trees.iter().any(|tree| tree.label == baseline) {
        return Err(Usage(format!("unknown baseline '{baseline}'")).into());
    }
    let timings = run::all(&cases, &trees, baseline, options.runs, options.calls)?;
    match options.format.as_str() {
        "json" => println!("{}", serde_json::to_string_pretty(&timings)?),
        "markdown" => print!("{}", render::markdown::grid(&table(&timings, &trees))),
        _ => {
            let table = table(&timings, &trees);
            let grid = render::terminal::grid(&table, baseline, usize::MAX);
            println!("{}\n{grid}", table.title);
        }
    }
    for timing in timings.iter().filter(|timing| timing.failure.is_some()) {
        let why = timing.failure.as_deref().unwrap_or_default();
        eprintln!("{}: {}: {why}", timing.tree, timing.command);
    }
    Ok(())
}

/// The variants that were asked for, GNU's executables, and the folders named.
fn trees(options: &Options) -> Result<Vec<Tree>> {
    let lean = [variant::HEADLINE.to_owned()];
    let names = match options.variants.as_slice() {
        [] => &lean[..],
        names => names,
    };
    let known: BTreeSet<String> = workspace::utilities()?.into_iter().collect();
    let mut trees = Vec::new();
    for peer in peers::find(&known, &workspace::trees().join(".peers"))? {
        if peer.label == "gnu" {
            trees.push(peer);
        }
    }
    for variant in Variant::named(names)? {
        let bin = tree::build(variant)?.join("bin");
        trees.push(Tree::open(variant.name, variant.trades, &bin)?);
    }
    for text in &options.against {
        trees.push(peers::against(text)?);
    }
    Ok(trees)
}

/// A row a command: the baseline's time, then each other tree's beside its ratio.
fn table(timings: &[Timing], trees: &[Tree]) -> Table {
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    let calls = timings.iter().any(|timing| timing.system_calls.is_some());
    for timing in timings.iter().filter(|t| t.tree == trees[0].label) {
        let of = |tree: &Tree| {
            let same = |t: &&Timing| t.command == timing.command && t.tree == tree.label;
            timings.iter().find(same)
        };
        let mut cells: Vec<Cell> = trees.iter().map(|tree| time(of(tree))).collect();
        if calls {
            cells.extend(trees.iter().map(|tree| {
                Cell {
                    figure: of(tree)
                        .and_then(|timing| timing.system_calls)
                        .map_or_else(String::new, |count| count.to_string()),
                    ratio: None,
                }
            }));
        }
        let slow = |t: &Timing| t.ratio.is_some_and(|ratio| ratio > 1.0);
        let reason = trees
            .iter()
            .filter_map(of)
            .find(|t| slow(t))
            .and_then(|t| t.reason.clone());
        let figure = reason.unwrap_or_default();
        cells.push(Cell {
            figure,
            ratio: None,
        });
        rows.push((timing.command.clone(), cells));
    }
    let mut columns: Vec<String> = trees.iter().map(|tree| tree.label.clone()).collect();
    if calls {
        columns.extend(trees.iter().map(|tree| format!("{} calls", tree.label)));
    }
    columns.push("reason".to_owned());
    Table {
        name: "bench",
        title: "Time in ms, the fastest run".to_owned(),
        columns,
        rows,
    }
}

fn time(timing: Option<&Timing>) -> Cell {
    match timing {
        Some(timing) if timing.failure.is_none() => Cell {
            figure: format!("{:.1}", timing.fastest * 1000.0),
            ratio: timing.ratio.map(|ratio| format!("{ratio:.2}")),
        },
        Some(_) => Cell {
            figure: "failed".to_owned(),
            ratio: None,
        },
        None => Cell {
            figure: String::new(),
            ratio: None,
        },
    }
}
