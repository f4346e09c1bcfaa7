//! `cargo xtask compare [VARIANT…]`: builds what is missing, measures the variants and the other
//! coreutils of the machine, and shows the figures.

mod ladder;
mod ready;
mod trees;

use closed_set::output;
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use self::trees::Compared;
use crate::measure::assumptions::Assumptions;
use crate::measure::bench::Bench;
use crate::measure::cache::Cache;
use crate::measure::choice::{self, Chosen};
use crate::measure::interrupt::{self, Second};
use crate::measure::progress;
use crate::model::peers::GNU;
use crate::model::probe::{self, Probes};
use crate::model::variant::Variant;
use crate::model::{machine, sources, usage::Usage, workspace};
use crate::render;
use crate::render::report::{Report, Set, Shown};
use crate::render::terminal::{Extent, View};

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
    /// Show all tables, not only the summary
    #[arg(long)]
    all: bool,
    /// Say what each column of the tables means, and how it is measured
    #[arg(long)]
    explain: bool,
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
    /// Measure again what an earlier run has measured on the same trees
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

/// The formats of `--format`.
type Format = fn(&Report, &View) -> Result<String>;
const FORMATS: &[(&str, Format)] = &[
    ("table", |report, view| {
        Ok(render::terminal::render(report, view))
    }),
    ("markdown", |report, _| Ok(render::markdown::render(report))),
    ("json", |report, _| render::json::render(report)),
];

/// # Errors
/// A usage error, or a failure to build or to measure.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.list {
        output::text(format_args!("{}", choice::list()));
        return Ok(());
    }
    if options.explain {
        output::text(format_args!(
            "{}",
            render::explain::text(&options.measures.measures()?)
        ));
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
    show(&format, &report, &options.view()?)
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

impl Options {
    /// Returns what of the report a terminal shows: all that was asked for by name, and else the
    /// summary.
    fn view(&self) -> Result<View> {
        let named = self.measures.named();
        let extent = match self.all || self.ladder {
            true => Extent::All,
            false => Extent::Summary { named },
        };
        Ok(View {
            bold: std::io::stdout().is_terminal(),
            extent,
        })
    }
}

/// Builds what is missing, and takes the measures.
fn measured(options: &Options) -> Result<Report> {
    let measures = options.measures.measures()?;
    let variants = Variant::named(&options.variants)?;
    let others = trees::Others::find(&options.against)?;
    let names = variants.iter().map(|variant| variant.name);
    let labels: Vec<&str> = names.chain(others.labels()).collect();
    let baseline = baseline(&labels, options.baseline.as_deref())?;
    interrupt::watch(Second::Ends)?;

    let folder = workspace::trees();
    let scratch = folder.join(".scratch");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let probes = Probes::build(&folder.join(".probes"))?;
    let untimed = others.untimed();
    let names = measures.iter().map(|measure| measure.name);
    let plan = trees::Plan {
        variants: &variants,
        finished: options.finished,
        measures: names.collect(),
    };
    plan.announce(&others.partial()?);
    let ready = ready::Bench {
        probes: &probes,
        scratch: &scratch,
        assumptions: &options.assumptions,
    };
    let built = match options.finished {
        true => trees::finished(&variants)?,
        false => trees::built(&plan, &others, &ready)?,
    };
    let Compared {
        trees,
        partial,
        utilities,
        notes,
    } = Compared::of(built, others)?;
    if let Some(peer) = partial.iter().find(|peer| peer.label == baseline) {
        let count = utilities.len();
        return Err(Usage(format!(
            "--baseline '{baseline}': it lacks {} of the {count} utilities that are compared",
            count - peer.utilities().len().min(count)
        ))
        .into());
    }
    let mut bench = Bench {
        utilities,
        partial,
        runs: options.runs,
        variants: variants.clone(),
        untimed,
        assumptions: options.assumptions.clone(),
        probes,
        scratch,
        cache: Cache::open(&folder.join(".figures.json")),
        finished: folder,
        cached: Vec::new(),
        notes,
        records: Vec::new(),
    };
    if options.fresh {
        bench.cache.forget_samples();
    }
    let sets = sets(&bench);
    let mut records = choice::take(&measures, &trees, &mut bench)?;
    records.extend(choice::take_sets(&measures, &trees, &mut bench)?);
    progress::end();
    // Finished trees may be older than the sources.
    let sources = match options.finished {
        true => Default::default(),
        false => {
            let hashes = sources::hashes(workspace::root())?;
            let of_measure = |name: &str| (name.to_owned(), hashes.clone());
            plan.measures.iter().map(|name| of_measure(name)).collect()
        }
    };
    Ok(Report {
        machine: machine::facts(),
        trees: trees.iter().map(Shown::of).collect(),
        baseline,
        utilities: bench.utilities,
        sets,
        cached: bench.cached,
        sources,
        notes: bench.notes,
        records,
    })
}

/// Returns what each partial peer shares with the trees.
fn sets(bench: &Bench) -> Vec<Set> {
    let set = |peer| Set {
        peer: Shown::of(peer),
        utilities: choice::shared(peer, bench),
    };
    bench.partial.iter().map(set).collect()
}

fn show(format: &Format, report: &Report, view: &View) -> Result<()> {
    output::text(format_args!("{}", format(report, view)?));
    Ok(())
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
