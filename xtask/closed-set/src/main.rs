//! `cargo closed-set`: links the executables of a workspace against one shared library of what they
//! have in common.

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use closed_set::cargo::Request;
use closed_set::late::LATE;
use closed_set::measure::Measurement;
use closed_set::module::Module;
use closed_set::report::Report;
use closed_set::set::{Set, Style};
use closed_set::{link, open, tree};
use closed_set::{note, output, say};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "cargo closed-set",
    version,
    about,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build executables, and link them as a closed set
    Build(Build),
    /// Build modules that the executables of an open set can load
    Module(ModuleOptions),
    /// Build executables, and measure them as a closed set and as static ones
    Measure(Measure),
    /// Say what went where in the set that was built last, and why
    Explain(Selection),
}

/// Which set.
#[derive(clap::Args)]
struct Selection {
    /// The workspace or package; may be repeated
    #[arg(long = "manifest-path", value_name = "PATH")]
    manifests: Vec<PathBuf>,
    /// Where Cargo builds [default: `closed-set` in the workspace's target folder]
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
    /// The name of the set, and of the folder of its library [default: the workspace's folder]
    #[arg(long)]
    name: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Build {
    #[command(flatten)]
    selection: Selection,
    /// All packages of the workspace
    #[arg(long)]
    workspace: bool,
    /// These packages
    #[arg(long = "package", short, value_name = "NAME", value_delimiter = ',')]
    packages: Vec<String>,
    /// These executables
    #[arg(long = "bin", value_name = "NAME", value_delimiter = ',')]
    executables: Vec<String>,
    /// The profile; link-time optimisation is turned off in it
    #[arg(long, default_value = "release")]
    profile: String,
    /// The folder of the finished tree [default: `closed-set/NAME` in the target folder]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// These crates and symbols stay exported, so that modules can be loaded
    #[arg(long, value_name = "CRATE|SYMBOL", value_delimiter = ',')]
    open: Vec<String>,
    /// Panics don't name their source file, and print no backtrace
    #[arg(long)]
    terse_panics: bool,
    /// Make the set even if it is larger than its executables on their own
    #[arg(long)]
    even_if_larger: bool,
    /// Further arguments of `cargo build`
    #[arg(last = true)]
    further: Vec<String>,
}

#[derive(clap::Args)]
struct ModuleOptions {
    #[command(flatten)]
    selection: Selection,
    /// These packages, which are crates of the type `cdylib`
    #[arg(
        long = "package",
        short,
        value_name = "NAME",
        value_delimiter = ',',
        required = true
    )]
    packages: Vec<String>,
    /// The profile: that of the set
    #[arg(long, default_value = "release")]
    profile: String,
    /// The folder of the modules [default: `lib/NAME` in the tree]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Further arguments of `cargo build`
    #[arg(last = true)]
    further: Vec<String>,
}

#[derive(clap::Args)]
struct Measure {
    #[command(flatten)]
    build: Build,
    /// Executables of the same names, to be compared by size
    #[arg(long, value_name = "DIR")]
    released: Option<PathBuf>,
    /// The argument of each start, with which a program prints something and ends
    #[arg(long, value_name = "ARGUMENT", default_value = "--version")]
    start: String,
    /// An executable that does the work of all others, called with the name of one: it is no part of
    /// the set, and is measured beside it
    #[arg(long, value_name = "NAME")]
    multicall: Option<String>,
    /// Of how many programs sets are made, to see how the saving grows [default: powers of two, and all]
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    at: Vec<usize>,
    /// Command lines for a shell, one a line: status, output, errors and files must be the same as of
    /// the executables that Cargo links
    #[arg(long, value_name = "FILE")]
    lines: Option<PathBuf>,
}

fn main() -> ExitCode {
    let mut arguments: Vec<_> = env::args_os().collect();
    if let Some(folder) = arguments.first().and_then(|a| link::called_as_linker(a)) {
        return link::keep_and_run(&folder, arguments.split_off(1));
    }
    // Cargo passes the name of the command.
    if arguments
        .get(1)
        .is_some_and(|argument| argument == "closed-set")
    {
        arguments.remove(1);
    }
    let done = match Cli::parse_from(arguments).verb {
        Verb::Build(options) => build(&options),
        Verb::Module(options) => modules(&options),
        Verb::Measure(options) => measure(&options),
        Verb::Explain(options) => explain(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            note!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn build(options: &Build) -> Result<()> {
    let (name, folder) = place(&options.selection)?;
    let links = options.request().build()?;
    let set = Set::new(
        &name,
        links,
        options.style(),
        folder.join(format!(".{name}")),
    )?;
    let output = options.output.clone().unwrap_or_else(|| folder.join(&name));
    let report = tree::make(&set, &std::path::absolute(output)?, options.even_if_larger)?;
    report.write(&folder.join(format!("{name}.json")))?;
    match options.selection.json {
        true => say!("{}", serde_json::to_string_pretty(&report)?),
        false => say!("{}", report.summary()),
    }
    Ok(())
}

impl Build {
    fn request(&self) -> Request {
        Request {
            manifests: self.selection.manifests.clone(),
            workspace: self.workspace,
            packages: self.packages.clone(),
            executables: self.executables.clone(),
            profile: self.profile.clone(),
            target: self.selection.target_dir.clone(),
            further: self.further.clone(),
        }
    }

    fn style(&self) -> Style {
        Style {
            open: self.open.clone(),
            terse_panics: self.terse_panics,
            late: LATE,
        }
    }
}

fn measure(options: &Measure) -> Result<()> {
    let build = &options.build;
    let (name, folder) = place(&build.selection)?;
    let measurement = Measurement {
        links: build.request().build()?,
        style: build.style(),
        arguments: vec![options.start.clone()],
        released: options.released.as_deref(),
        multicall: options.multicall.as_deref(),
        at: options.at.clone(),
        lines: options.lines.as_deref(),
        folder: folder.join(format!(".{name}-measured")),
    };
    let figures = measurement.take()?;
    let json = figures.json()?;
    match &build.output {
        Some(file) => {
            fs::write(file, json).with_context(|| format!("cannot write {}", file.display()))?;
        }
        None if build.selection.json => output::text(format_args!("{json}")),
        None => {}
    }
    if !build.selection.json {
        output::text(format_args!("{}", figures.tables()));
    }
    Ok(())
}

fn modules(options: &ModuleOptions) -> Result<()> {
    let selection = &options.selection;
    let (name, folder) = place(selection)?;
    let report = Report::read(&folder.join(format!("{name}.json")))?;
    let interface = report
        .open
        .as_ref()
        .with_context(|| format!("'{name}' is a closed set: build it with --open"))?;
    let request = Request {
        manifests: selection.manifests.clone(),
        packages: options.packages.clone(),
        profile: options.profile.clone(),
        target: selection.target_dir.clone(),
        further: options.further.clone(),
        ..Request::default()
    };
    let default = || report.library_path().with_file_name("");
    let folder = folder.join(format!(".{name}"));
    let output = options.output.clone().unwrap_or_else(default);
    fs::create_dir_all(&output).with_context(|| format!("cannot make {}", output.display()))?;
    for link in request.build_modules()? {
        let work = folder.join("modules").join(&link.name);
        let module = Module::new(&link, interface, work)?;
        let file = output.join(link.executable.file_name().unwrap_or_default());
        // A module that is loaded keeps its file.
        let new = file.with_extension("new");
        module.link(&folder.join(open::LIBRARY), &new)?;
        fs::rename(&new, &file)?;
        say!("{}: {} bytes", file.display(), fs::metadata(&file)?.len());
    }
    Ok(())
}

fn explain(selection: &Selection) -> Result<()> {
    let (name, folder) = place(selection)?;
    let report = Report::read(&folder.join(format!("{name}.json")))?;
    match selection.json {
        true => say!("{}", serde_json::to_string_pretty(&report)?),
        false => output::text(format_args!("{}", report.explanation())),
    }
    Ok(())
}

/// The name of the set, and the folder in which Cargo builds it.
fn place(selection: &Selection) -> Result<(String, PathBuf)> {
    let request = Request {
        manifests: selection.manifests.clone(),
        target: selection.target_dir.clone(),
        ..Request::default()
    };
    let (root, target) = request.folders()?;
    let name = match &selection.name {
        Some(name) => name.clone(),
        None => root
            .file_name()
            .context("the workspace is the root of the file system: give --name")?
            .to_string_lossy()
            .into_owned(),
    };
    Ok((name, target))
}
