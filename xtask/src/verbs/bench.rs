//! `cargo xtask bench [UTILITY…]`: times the utilities and GNU's over large input. The commands of
//! a utility are in `utils/NAME/bench.txt` (see `cases`).

use crate::link::tree;
use crate::measure::interrupt::{self, Second};
use crate::measure::throughput::{
    cases, input,
    run::{self, Plan, Timing},
};
use crate::model::peers::{self, GNU};
use crate::model::probe;
use crate::model::tree::Tree;
use crate::model::variant::{self, Variant};
use crate::model::{usage::Usage, workspace};
use crate::render;
use crate::render::table::{Cell, Table, plain};
use anyhow::{Context, Result, bail};
use closed_set::{note, output, say};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The utilities to time [default: all that have a bench.txt]
    utilities: Vec<String>,
    /// Time the executables of this variant; may be given several times
    #[arg(long = "variant", value_name = "VARIANT", default_value = variant::HEADLINE)]
    variants: Vec<String>,
    /// Also time the executables of a folder
    #[arg(long, value_name = "LABEL=DIR")]
    against: Vec<String>,
    /// The tree that is 1 in all ratios [default: gnu, if it is found]
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,
    /// How often each command is timed, less often if it is slow
    #[arg(long, value_name = "N", default_value_t = 10)]
    runs: usize,
    /// Also count system calls, with strace
    #[arg(long)]
    calls: bool,
    /// The output format
    #[arg(long, default_value = "table", value_parser = ["table", "markdown", "json"])]
    format: String,
    /// The folder of the inputs, in which the commands run: on /dev/shm, no disk is measured
    /// [default: that of `compare`, below target]
    #[arg(long, value_name = "DIR")]
    inputs: Option<PathBuf>,
    /// The locale of the commands
    #[arg(long, value_name = "NAME", default_value = "C.UTF-8")]
    locale: String,
}

/// # Errors
/// A usage error, or a failure to build or to run a command.
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
            .find(|tree| tree.label == GNU)
            .map_or(trees[0].label.as_str(), |tree| &tree.label),
    };
    if !trees.iter().any(|tree| tree.label == baseline) {
        return Err(Usage(format!("unknown baseline '{baseline}'")).into());
    }
    let folder = match &options.inputs {
        Some(folder) => folder
            .canonicalize()
            .with_context(|| format!("cannot use {}", folder.display()))?,
        None => input::inputs()?,
    };
    let plan = Plan {
        baseline,
        runs: options.runs,
        calls: options.calls,
        folder: &folder,
        long: run::LONG,
    };
    interrupt::watch(Second::Kills)?;
    let timings = run::all(&cases, &trees, &plan)?;
    match options.format.as_str() {
        "json" => say!("{}", serde_json::to_string_pretty(&timings)?),
        "markdown" => output::text(format_args!(
            "{}",
            render::markdown::grid(&table(&timings, &trees))
        )),
        _ => {
            let table = table(&timings, &trees);
            let grid = render::terminal::grid(&table, baseline, usize::MAX);
            say!("{}\n{grid}", table.title);
        }
    }
    for timing in timings.iter().filter(|timing| timing.failure.is_some()) {
        let why = timing.failure.as_deref().unwrap_or_default();
        note!("{}: {}: {why}", timing.tree, timing.command);
    }
    for timing in timings.iter().filter(|timing| timing.differs) {
        let Timing { tree, command, .. } = timing;
        note!("{tree}: {command}: the output differs from that of {baseline}");
    }
    if interrupt::asked() {
        bail!("interrupted: the other commands were not timed");
    }
    Ok(())
}

/// Returns GNU's tree, those of the variants, and the folders of `--against`.
fn trees(options: &Options) -> Result<Vec<Tree>> {
    let known: BTreeSet<String> = workspace::utilities()?.into_iter().collect();
    let mut trees = Vec::new();
    for peer in peers::find(&known, &workspace::trees().join(".peers"))? {
        if peer.label == GNU {
            trees.push(peer);
        }
    }
    for variant in Variant::named(&options.variants)? {
        let bin = tree::build(variant)?.join("bin");
        trees.push(Tree::open(variant.name, variant.trades, &bin)?);
    }
    for text in &options.against {
        trees.push(peers::against(text)?);
    }
    Ok(trees)
}

/// Makes a row per command: the times of the trees with their ratios, the numbers of system calls
/// if they were counted, and the reason if the command is slower than the baseline.
fn table(timings: &[Timing], trees: &[Tree]) -> Table {
    let calls = timings.iter().any(|timing| timing.system_calls.is_some());
    let row = |timing: &Timing| {
        let of = |tree: &Tree| {
            let same = |t: &&Timing| t.command == timing.command && t.tree == tree.label;
            timings.iter().find(same)
        };
        let mut cells: Vec<Cell> = trees.iter().map(|tree| time(of(tree))).collect();
        if calls {
            cells.extend(trees.iter().map(|tree| plain(system_calls(of(tree)))));
        }
        cells.push(plain(reason(trees.iter().filter_map(of))));
        (timing.command.clone(), cells)
    };
    let first = timings.iter().filter(|t| t.tree == trees[0].label);
    let mut columns: Vec<String> = trees.iter().map(|tree| tree.label.clone()).collect();
    if calls {
        columns.extend(trees.iter().map(|tree| format!("{} calls", tree.label)));
    }
    columns.push("reason".to_owned());
    Table {
        name: "bench",
        measure: "",
        title: "Time in ms, the fastest run".to_owned(),
        columns,
        rows: first.map(row).collect(),
    }
}

fn time(timing: Option<&Timing>) -> Cell {
    match timing {
        Some(timing) if timing.failure.is_none() => Cell {
            figure: match timing.runs {
                1 => format!("{:.1} (1 run)", timing.fastest * 1000.0),
                _ => format!("{:.1}", timing.fastest * 1000.0),
            },
            ratio: timing.ratio.map(|ratio| format!("{ratio:.2}")),
        },
        Some(_) => plain("failed".to_owned()),
        None => plain(String::new()),
    }
}

fn system_calls(timing: Option<&Timing>) -> String {
    let count = timing.and_then(|timing| timing.system_calls);
    count.map_or_else(String::new, |count| count.to_string())
}

/// Returns the reason of the first timing that is slower than the baseline.
fn reason<'a>(mut timings: impl Iterator<Item = &'a Timing>) -> String {
    let slow = timings.find(|timing| timing.ratio.is_some_and(|ratio| ratio > 1.0));
    let reason = slow.and_then(|timing| timing.reason.clone());
    reason.unwrap_or_default()
}
