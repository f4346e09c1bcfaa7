//! `cargo closed-set`: links the executables of a workspace against one shared library of what they
//! have in common.

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use closed_set::cargo::Request;
use closed_set::report::Report;
use closed_set::set::{LATE, Set, Style};
use closed_set::{link, tree};
use std::env;
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
    /// Say what went where in the set that was built last, and why
    Explain(Selection),
}

/// Which set.
#[derive(clap::Args)]
struct Selection {
    /// The workspace or package
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
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
        Verb::Explain(options) => explain(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn build(options: &Build) -> Result<()> {
    let selection = &options.selection;
    let request = Request {
        manifest: selection.manifest_path.clone(),
        workspace: options.workspace,
        packages: options.packages.clone(),
        executables: options.executables.clone(),
        profile: options.profile.clone(),
        target: selection.target_dir.clone(),
        further: options.further.clone(),
    };
    let (name, folder) = place(selection)?;
    let links = request.build()?;
    let style = Style {
        terse_panics: options.terse_panics,
        late: LATE,
    };
    let set = Set::new(&name, links, style, folder.join(format!(".{name}")))?;
    let output = options.output.clone().unwrap_or_else(|| folder.join(&name));
    let report = tree::make(&set, &std::path::absolute(output)?, options.even_if_larger)?;
    report.write(&folder.join(format!("{name}.json")))?;
    match selection.json {
        true => println!("{}", serde_json::to_string_pretty(&report)?),
        false => println!("{}", report.summary()),
    }
    Ok(())
}

fn explain(selection: &Selection) -> Result<()> {
    let (name, folder) = place(selection)?;
    let report = Report::read(&folder.join(format!("{name}.json")))?;
    match selection.json {
        true => println!("{}", serde_json::to_string_pretty(&report)?),
        false => print!("{}", report.explanation()),
    }
    Ok(())
}

/// The name of the set, and the folder in which Cargo builds it.
fn place(selection: &Selection) -> Result<(String, PathBuf)> {
    let request = Request {
        manifest: selection.manifest_path.clone(),
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
