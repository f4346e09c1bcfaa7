//! `cargo xtask compare [VARIANT…]`: builds what is missing, measures the variants beside the
//! other coreutils of the machine, and shows the figures.

mod ladder;

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::link::tree;
use crate::measure::cache::Cache;
use crate::measure::projection::{self, Assumptions};
use crate::measure::{self, Bench, interrupt};
use crate::model::probe::{self, Probes};
use crate::model::tree::Tree;
use crate::model::variant::Variant;
use crate::model::{peers, usage::Usage, workspace};
use crate::render::{self, Report, Shown};

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The variants to compare [default: all]
    variants: Vec<String>,
    /// Show what each step from dynamic to dynamic-lean gives, and nothing else
    #[arg(long, conflicts_with_all = ["variants", "html", "open"])]
    ladder: bool,
    /// Compare with the executables of a folder too
    #[arg(long, value_name = "LABEL=DIR")]
    against: Vec<String>,
    /// The tree that all ratios are to [default: gnu where it is found]
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,
    /// What is printed: table, markdown or json
    #[arg(long, default_value = "table")]
    format: String,
    /// Measure only these: disk, linkage, containers, robustness, instructions, startup, memory,
    /// scale [default: all]
    #[arg(long, value_name = "MEASURE,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Build nothing: measure the trees as they stand
    #[arg(long)]
    finished: bool,
    /// Measure nothing: show a report that --format json wrote. Where several are given, each
    /// adds what those before it have not measured
    #[arg(
        long = "report",
        value_name = "FILE",
        conflicts_with_all = ["variants", "ladder", "against", "only", "throughput", "build_cost", "update_cost"]
    )]
    reports: Vec<PathBuf>,
    /// Measure again what an earlier run has timed
    #[arg(long)]
    fresh: bool,
    /// Also write a page with charts
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Open that page, wherever it is written [default: below the target folder]
    #[arg(long)]
    open: bool,
    /// Also time commands that work through large input
    #[arg(long)]
    throughput: bool,
    /// Also build each variant from nothing and after changes, and take the time
    #[arg(long)]
    build_cost: bool,
    /// Also build each variant with changes of the source, and compare what is installed
    #[arg(long)]
    update_cost: bool,
    #[command(flatten)]
    assumptions: Assumptions,
    /// How often each start is timed, rounded up to a multiple of 5
    #[arg(long, value_name = "N", default_value_t = 500)]
    runs: usize,
    /// The locale that all is measured in: C.UTF-8 is what most users have, or one that costs
    /// as much; in C, GNU's utilities need not load any
    #[arg(long, value_name = "NAME", default_value = "C.UTF-8")]
    locale: String,
}

/// The formats of `--format`. Only a terminal gets bold type.
type Format = fn(&Report, bold: bool) -> Result<String>;
const FORMATS: &[(&str, Format)] = &[
    ("table", |report, bold| {
        Ok(render::terminal::render(report, bold))
    }),
    ("markdown", |report, _| Ok(render::markdown::render(report))),
    ("json", |report, _| render::json::render(report)),
];

/// Runs the verb.
///
/// # Errors
/// A usage error, or one line that says what could not be built or measured.
pub(crate) fn run(options: &Options) -> Result<()> {
    let format = format(&options.format)?;
    if options.runs == 0 {
        return Err(Usage("--runs 0: each start must be timed at least once".to_owned()).into());
    }
    options.html.as_deref().map_or(Ok(()), in_a_folder)?;
    probe::use_locale(&options.locale);
    let report = match (options.reports.as_slice(), options.ladder) {
        ([], false) => measured(options)?,
        ([], true) => ladder::report(options.runs)?,
        (files, _) => kept(files)?,
    };
    let by_itself = || options.open.then(|| workspace::trees().join("report.html"));
    if let Some(path) = options.html.clone().or_else(by_itself) {
        let page = render::html::render(&report)?;
        fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
        if options.open {
            open(&path)?;
        }
    }
    show(&format, &report)
}

/// The reports of earlier runs as one.
fn kept(files: &[PathBuf]) -> Result<Report> {
    let read = |file: &PathBuf| {
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        render::json::read(text).with_context(|| format!("{} is no report", file.display()))
    };
    let mut report = read(&files[0])?;
    for file in &files[1..] {
        let added = report.add(read(file)?);
        added.with_context(|| format!("{} does not go with the first report", file.display()))?;
    }
    Ok(report)
}

/// Builds what is missing, and measures all that was asked for.
fn measured(options: &Options) -> Result<Report> {
    let measures = measure::named(&options.only)?;
    let variants = Variant::named(&options.variants)?;
    let against: Vec<Tree> = options
        .against
        .iter()
        .map(|text| peers::against(text))
        .collect::<Result<_>>()?;
    let folder = workspace::trees();
    let known: BTreeSet<String> = workspace::utilities()?.into_iter().collect();
    let peers = peers::find(&known, &folder.join(".peers"))?;
    let labels: Vec<&str> = variants
        .iter()
        .map(|variant| variant.name)
        .chain(peers.iter().chain(&against).map(|tree| tree.label.as_str()))
        .collect();
    let baseline = baseline(&labels, options.baseline.as_deref())?;

    let mut trees = Vec::new();
    for variant in &variants {
        let tree = match options.finished {
            true => folder.join(variant.name),
            false => tree::build(variant)?,
        };
        let mut tree = Tree::open(variant.name, variant.trades, &tree.join("bin"))?;
        tree.keep(&|name| known.contains(name));
        trees.push(tree);
    }
    // Those of the peers that are small have no options to compare the speed of.
    let small: BTreeSet<String> = peers
        .iter()
        .map(|tree| tree.label.clone())
        .filter(|label| label != "gnu")
        .collect();
    trees.extend(peers.into_iter().chain(against));

    let scratch = folder.join(".scratch");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let (utilities, left_out) = common(&trees, &known)?;
    interrupt::watch()?;
    let mut bench = Bench {
        utilities,
        runs: options.runs,
        probes: Probes::build(&folder.join(".probes"))?,
        scratch,
        cache: Cache::open(&folder.join(".figures.json")),
        notes: left_out,
    };
    if options.fresh {
        bench.cache.forget_samples();
    }
    let mut records = measure::take(&measures, &trees, &mut bench)?;
    if options.throughput {
        let timed: Vec<&Tree> = trees
            .iter()
            .filter(|tree| !small.contains(&tree.label))
            .collect();
        records.extend(measure::throughput::measure(&timed, &mut bench)?);
    }
    if options.build_cost {
        records.extend(measure::build::measure(&variants, &folder)?);
        bench.notes.push(building_note());
    }
    if options.update_cost {
        records.extend(measure::update::measure(&variants, &folder, &mut bench)?);
    }
    let count = bench.utilities.len();
    let (figures, notes) = projection::project(&records, count, &options.assumptions)?;
    records.extend(figures);
    bench.notes.extend(notes);
    Ok(Report {
        machine: render::machine::facts(),
        trees: trees
            .into_iter()
            .map(|tree| Shown {
                label: tree.label,
                description: tree.description,
            })
            .collect(),
        baseline,
        utilities: bench.utilities,
        notes: bench.notes,
        records,
    })
}

fn show(format: &Format, report: &Report) -> Result<()> {
    let mut out = std::io::stdout();
    let text = format(report, out.is_terminal())?;
    match out.write_all(text.as_bytes()) {
        // A reader that has seen enough is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

fn building_note() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Each build was timed once, on {processors} processors, with the crates downloaded before; \
         it includes xtask's own links, and trying every executable. Links are those of the \
         utilities and their libraries, one added to the other though some run at once; \
         optimising over the whole program is rustc's work and no part of them. A change is one \
         that leaves the source as it is."
    )
}

/// Shows a page in whatever the desktop shows pages in.
fn open(page: &Path) -> Result<()> {
    let status = Command::new("xdg-open")
        .arg(std::path::absolute(page)?)
        .env_remove("LD_LIBRARY_PATH")
        .stdin(Stdio::null())
        .status()
        .context("cannot run xdg-open: install xdg-utils")?;
    ensure!(status.success(), "xdg-open cannot show {}", page.display());
    Ok(())
}

fn format(name: &str) -> Result<Format> {
    let found = FORMATS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, format)| *format);
    found.ok_or_else(|| {
        let all: Vec<_> = FORMATS.iter().map(|(name, _)| *name).collect();
        Usage(format!(
            "unknown format '{name}': there are {}",
            all.join(", ")
        ))
        .into()
    })
}

/// A page that cannot be written is said so before minutes are spent on its content.
fn in_a_folder(file: &Path) -> Result<()> {
    let folder = file
        .parent()
        .filter(|folder| *folder != Path::new(""))
        .unwrap_or(Path::new("."));
    if file.is_dir() || !folder.is_dir() {
        return Err(Usage(format!(
            "--html '{}': there is no such folder, or it is one itself",
            file.display()
        ))
        .into());
    }
    Ok(())
}

/// The label that was asked for, or GNU's, or the first. No two trees may share a label.
fn baseline(labels: &[&str], wanted: Option<&str>) -> Result<String> {
    if let Some(twice) = labels
        .iter()
        .find(|label| labels.iter().filter(|other| other == label).count() > 1)
    {
        return Err(Usage(format!(
            "--against '{twice}': there is already a tree of that label"
        ))
        .into());
    }
    let chosen = match wanted {
        Some(label) if labels.contains(&label) => label,
        Some(label) => {
            return Err(Usage(format!(
                "unknown baseline '{label}': there are {}",
                labels.join(", ")
            ))
            .into());
        }
        None if labels.contains(&"gnu") => "gnu",
        None => labels.first().copied().unwrap_or_default(),
    };
    Ok(chosen.to_owned())
}

/// The utilities that all trees have, and a sentence for every tree that lacks some.
fn common(trees: &[Tree], known: &BTreeSet<String>) -> Result<(Vec<String>, Vec<String>)> {
    let mut utilities = known.clone();
    let mut left_out = Vec::new();
    for tree in trees {
        let missing: Vec<&str> = known
            .difference(tree.utilities())
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            left_out.push(format!(
                "Left out, since {} does not have them: {}.",
                tree.label,
                missing.join(", ")
            ));
        }
        utilities.retain(|name| tree.utilities().contains(name));
    }
    if utilities.is_empty() {
        bail!("there is no utility that all the compared trees have");
    }
    Ok((utilities.into_iter().collect(), left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baselines_and_labels() {
        let labels = ["static", "dynamic", "gnu"];
        assert_eq!(baseline(&labels, None).unwrap(), "gnu");
        assert_eq!(baseline(&labels[..2], None).unwrap(), "static");
        assert_eq!(baseline(&labels, Some("dynamic")).unwrap(), "dynamic");
        let error = baseline(&labels, Some("x")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown baseline 'x': there are static, dynamic, gnu"
        );
        assert!(error.is::<Usage>());
        assert!(baseline(&["gnu", "gnu"], None).unwrap_err().is::<Usage>());
    }

    #[test]
    fn formats() {
        assert!(format("json").is_ok());
        let error = format("xml").err().unwrap();
        assert_eq!(
            error.to_string(),
            "unknown format 'xml': there are table, markdown, json"
        );
    }
}
