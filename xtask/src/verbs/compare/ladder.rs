//! `cargo xtask compare --ladder`: shows what each step from the open to the closed library gives
//! (`variant::OPEN` to `variant::HEADLINE`). The objects come from a build of each profile; the
//! steps repeat their links with other flags (see `linker`). Changes that can't be separated are
//! one step.

use crate::link::closed::ClosedSet;
use crate::link::linker::{self, Changes, Replay};
use crate::link::{build, rustc, tree};
use crate::measure::assumptions::Assumptions;
use crate::measure::bench::Bench;
use crate::measure::cache::Cache;
use crate::measure::choice;
use crate::measure::ladder::{MEASURE, STARTED};
use crate::model::probe::Probes;
use crate::model::tree::Tree;
use crate::model::variant::{HALF_WAY, HEADLINE, OPEN, Variant};
use crate::model::{machine, sources, workspace};
use crate::render::report::{Report, Shown};
use anyhow::{Context, Result};
use closed_set::elf;
use closed_set::objects::Treatment;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a step changes. All earlier steps stay in force.
enum Change {
    /// Take the objects of another build.
    Objects(&'static str),
    /// Export what the executables import, and no more.
    Exports,
    /// Link the library with a further flag.
    Library(&'static str),
    /// Link everything with further flags.
    All(&'static [&'static str]),
    /// Take the unwinder of libgcc into the library.
    UnwinderInside,
    /// Name the library by a path instead of a RUNPATH.
    NamedByPath,
    /// Change the objects.
    Treat(Treatment),
    /// Link library and executables as a closed set (see `link::closed`).
    ClosedSet,
    /// Move functions that several executables hold into the library.
    MovedFunctions,
}

/// The steps after `variant::OPEN`.
const STEPS: &[(&str, Change)] = &[
    ("std inside the library", Change::Objects(HALF_WAY.name)),
    ("export list", Change::Exports),
    ("--gc-sections", Change::Library(linker::COLLECTED)),
    ("-Bsymbolic", Change::Library(linker::BOUND)),
    ("--icf=all", Change::All(&[linker::FOLDED])),
    ("RELR", Change::All(&[linker::PACKED])),
    ("for size, abort on panic", Change::Objects(HEADLINE)),
    ("libgcc_eh for libgcc_s", Change::UnwinderInside),
    ("$ORIGIN in the name", Change::NamedByPath),
    ("-O2, no build id, one hash", Change::All(linker::REST)),
    (
        "short ways",
        Change::Treat(Treatment {
            no_unwinding: false,
            no_backtraces: false,
            no_files: false,
            ..Treatment::FULL
        }),
    ),
    (
        "no tables for unwinding",
        Change::Treat(Treatment {
            no_backtraces: false,
            no_files: false,
            ..Treatment::FULL
        }),
    ),
    (
        "no reader of debug information",
        Change::Treat(Treatment {
            no_files: false,
            ..Treatment::FULL
        }),
    ),
    ("no files of panics", Change::Treat(Treatment::FULL)),
    ("a table in place of names", Change::ClosedSet),
    ("equal functions moved", Change::MovedFunctions),
];

/// What the steps so far have changed.
struct State {
    variant: &'static Variant,
    made: build::Artifacts,
    exports: bool,
    library: Vec<&'static str>,
    all: Vec<&'static str>,
    unwinder_inside: bool,
    named_by_path: bool,
    treatment: Treatment,
    closed_set: bool,
    moved_functions: bool,
}

/// Builds, links and measures all steps. Each is a tree of the report.
///
/// # Errors
/// A build, a link or a measure failed.
pub(crate) fn report(runs: usize, assumptions: &Assumptions) -> Result<Report> {
    let utilities = workspace::utilities()?;
    let trees = steps(&utilities)?;
    let scratch = workspace::trees().join(".scratch");
    fs::create_dir_all(&scratch)?;
    let mut bench = Bench {
        utilities: STARTED.map(str::to_owned).to_vec(),
        runs,
        variants: Vec::new(),
        finished: workspace::trees(),
        partial: Vec::new(),
        untimed: BTreeSet::new(),
        assumptions: assumptions.clone(),
        probes: Probes::build(&workspace::trees().join(".probes"))?,
        scratch,
        cache: Cache::open(&workspace::trees().join(".figures.json")),
        cached: Vec::new(),
        notes: Vec::new(),
        records: Vec::new(),
    };
    let records = choice::take(&[&MEASURE], &trees, &mut bench)?;
    let first = trees.first().map(|tree| tree.label.clone());
    Ok(Report {
        machine: machine::facts(),
        baseline: first.unwrap_or_default(),
        trees: trees.iter().map(Shown::of).collect(),
        sources: [(MEASURE.name.to_owned(), sources::hashes(workspace::root())?)].into(),
        utilities,
        cached: bench.cached,
        notes: bench.notes,
        records,
        ..Report::default()
    })
}

/// Builds and links the trees of all steps.
fn steps(utilities: &[String]) -> Result<Vec<Tree>> {
    let folder = workspace::trees().join("ladder");
    let _ = fs::remove_dir_all(&folder);
    let mut trees = Vec::new();
    for name in [OPEN, HEADLINE] {
        let variant = Variant::find(name).context("a variant of the ladder is gone")?;
        trees.push(Tree::open(name, "", &tree::build(variant)?.join("bin"))?);
    }
    let last = trees.pop();
    let mut state = State {
        variant: HALF_WAY,
        made: build::Artifacts::new(),
        exports: false,
        library: Vec::new(),
        all: Vec::new(),
        unwinder_inside: false,
        named_by_path: false,
        treatment: Treatment::default(),
        closed_set: false,
        moved_functions: false,
    };
    for (index, (name, change)) in STEPS.iter().enumerate() {
        state.take(change, utilities)?;
        let bin = state.link(&folder.join(index.to_string()), utilities)?;
        trees.push(Tree::open(&format!("+ {name}"), "", &bin)?);
    }
    // The last step drops the section headers.
    trees.extend(last);
    Ok(trees)
}

impl State {
    fn take(&mut self, change: &Change, utilities: &[String]) -> Result<()> {
        match change {
            Change::Objects(name) => {
                self.variant = Variant::find(name).unwrap_or(HALF_WAY);
                self.made = build::compile(self.variant, utilities)?;
            }
            Change::Exports => self.exports = true,
            Change::Library(flag) => self.library.push(flag),
            Change::All(flags) => self.all.extend_from_slice(flags),
            Change::UnwinderInside => self.unwinder_inside = true,
            Change::NamedByPath => self.named_by_path = true,
            Change::Treat(treatment) => self.treatment = *treatment,
            Change::ClosedSet => self.closed_set = true,
            Change::MovedFunctions => self.moved_functions = true,
        }
        Ok(())
    }

    /// Links the library and the executables of a step. Returns the folder of the executables.
    fn link(&self, tree: &Path, utilities: &[String]) -> Result<PathBuf> {
        let (bin, libraries) = (tree.join("bin"), tree.join("lib/corelink"));
        fs::create_dir_all(&bin)?;
        fs::create_dir_all(&libraries)?;
        if self.closed_set {
            self.link_closed_set(&bin, &libraries, utilities)?;
            return Ok(bin);
        }
        let library = libraries.join("libladder.so");
        let executables: Vec<PathBuf> = utilities.iter().map(|u| self.made[u].clone()).collect();
        let whole = &self.made["shared"];
        let exports = match self.exports {
            true => {
                let names = elf::exports(&executables, whole)?;
                names.functions.into_iter().chain(names.data).collect()
            }
            false => elf::offered(whole)?,
        };
        let flags = |more: &[String]| -> Vec<_> {
            let of_all = self.all.iter().map(|flag| (*flag).to_owned());
            of_all.chain(more.iter().cloned()).map(Into::into).collect()
        };
        let folder = if self.named_by_path {
            rustc::RUNPATH
        } else {
            ""
        };
        let soname = Path::new(folder).join("libladder.so");
        let mut of_library = vec![format!("-Wl,-soname,{}", soname.display())];
        of_library.extend(self.library.iter().map(|flag| (*flag).to_owned()));
        let changes = Changes {
            exports: Some(&exports),
            flags: flags(&of_library),
            unwinder_inside: self.unwinder_inside,
            library: None,
            own: None,
            objects: &[],
            treatment: self.treatment,
            libc_inside: false,
            symbols: false,
        };
        Replay::of(self.variant, "shared", whole)?.link(&changes, &library)?;
        let runpath = [format!("-Wl,-rpath,{}", rustc::RUNPATH)];
        let changes = Changes {
            exports: None,
            flags: flags(if self.named_by_path { &[] } else { &runpath }),
            library: Some(&library),
            ..changes
        };
        for utility in utilities {
            Replay::of(self.variant, utility, &self.made[utility])?
                .link(&changes, &bin.join(utility))?;
        }
        Ok(bin)
    }

    /// Links as `tree` does for a closed variant, but keeps the section headers.
    fn link_closed_set(&self, bin: &Path, libraries: &Path, utilities: &[String]) -> Result<()> {
        let set = match self.moved_functions {
            true => ClosedSet::of(self.variant, &self.made, utilities)?,
            false => ClosedSet::with_copies(self.variant, &self.made, utilities)?,
        };
        let soname = elf::soname(&self.made["shared"])?;
        let library = libraries.join(Path::new(&soname).file_name().unwrap_or_default());
        set.link_library(utilities, &library)?;
        for utility in utilities {
            set.link_executable(utility, &library, &bin.join(utility))?;
        }
        Ok(())
    }
}
