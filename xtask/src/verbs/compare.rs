//! `cargo xtask compare [VARIANT…]`: builds what is missing, measures the variants and the other
//! coreutils of the machine, and shows the figures.

mod ladder;

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::link::tree;
use crate::measure::assumptions::Assumptions;
use crate::measure::bench::Bench;
use crate::measure::cache::Cache;
use crate::measure::choice::{self, Chosen};
use crate::measure::interrupt;
use crate::model::peers::{self, GNU};
use crate::model::probe::{self, Probes};
use crate::model::tree::Tree;
use crate::model::variant::Variant;
use crate::model::{usage::Usage, workspace};
use crate::render;
use crate::render::report::{Report, Shown};

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The variants to compare [default: all]
    variants: Vec<String>,
    /// Show only what each step from the open to the closed library gives
    #[arg(long, conflicts_with_all = ["variants", "html", "open"])]
    ladder: bool,
    /// Also compare with the executables of a folder
    #[arg(long, value_name = "LABEL=DIR")]
    against: Vec<String>,
    /// The tree that is 1 in all ratios [default: gnu, if it is found]
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,
    /// The output format: table, markdown or json
    #[arg(long, default_value = "table")]
    format: String,
    #[command(flatten)]
    measures: Chosen,
    /// List the measures and the names of their figures, which end in the unit
    #[arg(long)]
    list: bool,
    /// Build nothing: measure the existing trees
    #[arg(long)]
    finished: bool,
    /// Measure nothing: show a report that --format json wrote. If several are given, each adds
    /// the measures that the ones before it lack
    #[arg(
        long = "report",
        value_name = "FILE",
        conflicts_with_all = choice::arguments().chain(["variants", "ladder", "against"])
    )]
    reports: Vec<PathBuf>,
    /// Measure again what an earlier run has timed
    #[arg(long)]
    fresh: bool,
    /// Also write a page with charts
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Open that page, which is written below the target folder without --html
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    assumptions: Assumptions,
    /// How often each start is timed, rounded up to a multiple of 5
    #[arg(long, value_name = "N", default_value_t = 500)]
    runs: usize,
    /// The locale of all that is measured. In C.UTF-8, most utilities load a locale, as they do for
    /// most users; in C, they load none
    #[arg(long, value_name = "NAME", default_value = "C.UTF-8")]
    locale: String,
}

/// The formats of `--format`. Bold type is for terminals only.
type Format = fn(&Report, bold: bool) -> Result<String>;
const FORMATS: &[(&str, Format)] = &[
    ("table", |report, bold| {
        Ok(render::terminal::render(report, bold))
    }),
    ("markdown", |report, _| Ok(render::markdown::render(report))),
    ("json", |report, _| render::json::render(report)),
];

/// # Errors
/// A usage error, or a failure to build or to measure.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.list {
        print!("{}", choice::list());
        return Ok(());
    }
    let format = format(&options.format)?;
    if options.runs == 0 {
        return Err(Usage("--runs 0: each start must be timed at least once".to_owned()).into());
    }
    options.html.as_deref().map_or(Ok(()), in_a_folder)?;
    probe::use_locale(&options.locale);
    let report = match (options.reports.as_slice(), options.ladder) {
        ([], false) => measured(options)?,
        ([], true) => ladder::report(options.runs, &options.assumptions)?,
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

/// Combines the reports of earlier runs.
fn kept(files: &[PathBuf]) -> Result<Report> {
    let read = |file: &PathBuf| {
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        render::json::read(text).with_context(|| format!("{} is not a report", file.display()))
    };
    let mut report = read(&files[0])?;
    for file in &files[1..] {
        let added = report.add(read(file)?);
        added.with_context(|| format!("{} does not go with the first report", file.display()))?;
    }
    Ok(report)
}

/// Builds what is missing, and takes the measures.
fn measured(options: &Options) -> Result<Report> {
    let measures = options.measures.measures()?;
    let variants = Variant::named(&options.variants)?;
    let known: BTreeSet<String> = workspace::utilities()?.into_iter().collect();
    let others = Others::find(options, &known)?;
    let names = variants.iter().map(|variant| variant.name);
    let labels: Vec<&str> = names.chain(others.labels()).collect();
    let baseline = baseline(&labels, options.baseline.as_deref())?;

    let mut trees = built(&variants, &known, options.finished)?;
    let untimed = others.untimed();
    trees.extend(others.peers.into_iter().chain(others.against));
    let folder = workspace::trees();
    let scratch = folder.join(".scratch");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let (utilities, left_out) = common(&trees, &known)?;
    interrupt::watch()?;
    let mut bench = Bench {
        utilities,
        runs: options.runs,
        variants,
        untimed,
        assumptions: options.assumptions.clone(),
        probes: Probes::build(&folder.join(".probes"))?,
        scratch,
        cache: Cache::open(&folder.join(".figures.json")),
        finished: folder,
        notes: left_out,
        records: Vec::new(),
    };
    if options.fresh {
        bench.cache.forget_samples();
    }
    let records = choice::take(&measures, &trees, &mut bench)?;
    Ok(Report {
        machine: render::machine::facts(),
        trees: trees.into_iter().map(Shown::of).collect(),
        baseline,
        utilities: bench.utilities,
        notes: bench.notes,
        records,
    })
}

/// The trees that are not built here.
struct Others {
    /// The other coreutils of the machine.
    peers: Vec<Tree>,
    /// The folders of `--against`.
    against: Vec<Tree>,
}

impl Others {
    fn find(options: &Options, known: &BTreeSet<String>) -> Result<Self> {
        let against = options.against.iter().map(|text| peers::against(text));
        Ok(Self {
            against: against.collect::<Result<_>>()?,
            peers: peers::find(known, &workspace::trees().join(".peers"))?,
        })
    }

    fn labels(&self) -> impl Iterator<Item = &str> {
        let trees = self.peers.iter().chain(&self.against);
        trees.map(|tree| tree.label.as_str())
    }

    /// Returns the labels of the peers whose utilities lack many options: only GNU's are complete.
    fn untimed(&self) -> BTreeSet<String> {
        let labels = self.peers.iter().map(|tree| tree.label.clone());
        labels.filter(|label| label != GNU).collect()
    }
}

/// Returns the trees of the variants. Without `finished`, they are built first.
fn built(variants: &[&Variant], known: &BTreeSet<String>, finished: bool) -> Result<Vec<Tree>> {
    let mut trees = Vec::new();
    for variant in variants {
        let built = match finished {
            true => workspace::trees().join(variant.name),
            false => tree::build(variant)?,
        };
        let mut tree = Tree::open(variant.name, variant.trades, &built.join("bin"))?;
        tree.keep(&|name| known.contains(name));
        trees.push(tree);
    }
    Ok(trees)
}

fn show(format: &Format, report: &Report) -> Result<()> {
    let mut out = std::io::stdout();
    let text = format(report, out.is_terminal())?;
    match out.write_all(text.as_bytes()) {
        // The reader of a pipe may close it early.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// Opens a page in the desktop's browser.
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

/// Checks that a page can be written, before minutes are spent on its content.
fn in_a_folder(file: &Path) -> Result<()> {
    let folder = file
        .parent()
        .filter(|folder| *folder != Path::new(""))
        .unwrap_or(Path::new("."));
    if file.is_dir() || !folder.is_dir() {
        return Err(Usage(format!(
            "--html '{}': there is no such folder, or it is a folder",
            file.display()
        ))
        .into());
    }
    Ok(())
}

/// Returns the label that was asked for, GNU's, or the first. Labels must be unique.
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
        None if labels.contains(&GNU) => GNU,
        None => labels.first().copied().unwrap_or_default(),
    };
    Ok(chosen.to_owned())
}

/// Returns the utilities that all trees have, and a note for every tree that lacks some.
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
                "Left out because {} lacks them: {}.",
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
