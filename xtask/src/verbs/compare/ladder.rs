//! `cargo xtask compare --ladder`: from `dynamic` to `dynamic-lean` step by step, to show what
//! each step gives. Two builds hold all the objects; the steps repeat their links with other
//! flags (see `linker`). What can't be told apart is one step.

use crate::link::closed::ClosedSet;
use crate::link::linker::{self, Changes, Replay};
use crate::link::objects::Treatment;
use crate::link::{build, prune, rustc, tree};
use crate::measure::cache::Cache;
use crate::measure::{Bench, Record, instructions, startup};
use crate::model::elf::Image;
use crate::model::probe::Probes;
use crate::model::tree::Tree;
use crate::model::variant::{HALF_WAY, HEADLINE, OPEN, Variant};
use crate::model::workspace;
use crate::render::{Report, Shown, machine};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// What a step changes; all earlier steps stay in force.
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
    /// Name the library by a path in place of a RUNPATH.
    NamedByPath,
    /// Change the objects.
    Treat(Treatment),
    /// All that `imports` is about.
    ClosedSet,
}

/// The steps behind `dynamic`.
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
];

/// What is started, and the columns about it.
const STARTED: [&str; 2] = ["echo", "cat"];

/// The links so far.
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
}

/// Builds, links and measures all steps: each is a tree of the report.
///
/// # Errors
/// One line that says what failed.
pub(crate) fn report(runs: usize) -> Result<Report> {
    let utilities = workspace::utilities()?;
    let folder = workspace::trees().join("ladder");
    let _ = fs::remove_dir_all(&folder);
    let mut trees = Vec::new();
    for name in [OPEN, HEADLINE] {
        let variant = Variant::find(name).context("a variant of the ladder is gone")?;
        trees.push(Tree::open(name, "", &tree::build(variant)?.join("bin"))?);
    }
    let lean = trees.pop();
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
    };
    for (index, (name, change)) in STEPS.iter().enumerate() {
        state.take(change, &utilities)?;
        let bin = state.link(&folder.join(index.to_string()), &utilities)?;
        trees.push(Tree::open(&format!("+ {name}"), "", &bin)?);
    }
    // The last step: no headers of sections.
    trees.extend(lean);
    let scratch = workspace::trees().join(".scratch");
    fs::create_dir_all(&scratch)?;
    let mut bench = Bench {
        utilities: STARTED.map(str::to_owned).to_vec(),
        runs,
        probes: Probes::build(&workspace::trees().join(".probes"))?,
        scratch,
        cache: Cache::open(&workspace::trees().join(".figures.json")),
        notes: Vec::new(),
    };
    let mut starts = instructions::measure(&trees, &mut bench)?;
    bench.cache.save()?;
    starts.extend(startup::measure(&trees, &mut bench)?);
    let mut records: Vec<Record> = starts.into_iter().filter_map(of_a_start).collect();
    for tree in &trees {
        records.extend(files(tree, &utilities)?);
    }
    Ok(Report {
        machine: machine::facts(),
        baseline: trees
            .first()
            .map_or_else(String::new, |tree| tree.label.clone()),
        trees: trees
            .into_iter()
            .map(|tree| Shown {
                label: tree.label,
                description: tree.description,
            })
            .collect(),
        utilities,
        notes: bench.notes,
        records,
    })
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
        }
        Ok(())
    }

    /// Links the library and the executables of a step; answers the folder of the latter.
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
                let names = prune::exports(&executables, whole)?;
                names.functions.into_iter().chain(names.data).collect()
            }
            false => prune::offered(whole)?,
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
            objects: &[],
            treatment: self.treatment,
            libc_inside: false,
            symbols: false,
        };
        Replay::of(self.variant, "shared").link(&changes, &library)?;
        let runpath = [format!("-Wl,-rpath,{}", rustc::RUNPATH)];
        let changes = Changes {
            exports: None,
            flags: flags(if self.named_by_path { &[] } else { &runpath }),
            library: Some(&library),
            ..changes
        };
        for utility in utilities {
            Replay::of(self.variant, utility).link(&changes, &bin.join(utility))?;
        }
        Ok(bin)
    }

    /// As `tree` does it for the variant; what is missing here is the cutting off of sections.
    fn link_closed_set(&self, bin: &Path, libraries: &Path, utilities: &[String]) -> Result<()> {
        let set = ClosedSet::of(self.variant, &self.made, utilities)?;
        let soname = prune::soname(&self.made["shared"])?;
        let library = libraries.join(Path::new(&soname).file_name().unwrap_or_default());
        set.link_library(utilities, &library)?;
        for utility in utilities {
            set.link_executable(utility, &library, &bin.join(utility))?;
        }
        Ok(())
    }
}

/// The measures of a start that the ladder shows, under names of their own: a step is no variant.
fn of_a_start(record: Record) -> Option<Record> {
    let measure = match (record.measure, record.statistic) {
        ("minor_faults_count", "mean") => "ladder_faults_count",
        ("instructions_count", "user") => "ladder_instructions_count",
        ("startup_us", "p10_net") => "ladder_startup_us",
        _ => return None,
    };
    record
        .utility
        .is_some()
        .then_some(Record { measure, ..record })
}

/// Bytes of a step, and the relocations of its `cat`.
fn files(tree: &Tree, utilities: &[String]) -> Result<Vec<Record>> {
    let files = tree.files(utilities)?;
    let bytes = |paths: &mut dyn Iterator<Item = &PathBuf>| -> Result<f64> {
        let mut sum = 0.0;
        for path in paths {
            sum += fs::metadata(path)?.len() as f64;
        }
        Ok(sum)
    };
    let cat = tree.executable("cat");
    let (mut relative, mut by_name) = (0, 0);
    for object in files.private.iter().chain([&cat]) {
        let image = Image::open(object)?;
        relative += image.relative;
        by_name += image.relocations - image.relative;
    }
    let record = |measure, statistic, value| Record::new(&tree.label, measure, statistic, value);
    Ok(vec![
        record("ladder_bytes", "library", bytes(&mut files.private.iter())?),
        record(
            "ladder_bytes",
            "executables",
            bytes(&mut files.executables.keys())?,
        ),
        record("ladder_relocations_count", "relative", relative as f64),
        record("ladder_relocations_count", "by_name", by_name as f64),
    ])
}
