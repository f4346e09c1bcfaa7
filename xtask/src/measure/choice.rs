//! The choice of measures on the command line, and taking them. Both follow from the records in
//! `MEASURES`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command};

use xxhash_rust::xxh3::xxh3_128;

use super::bench::{Bench, Choice, Measure};
use super::record::Record;
use super::{MEASURES, OF_SETS, cache, interrupt, progress};
use crate::model::probe;
use crate::model::tree::Tree;
use crate::model::usage::Usage;

/// The measures that the command line asks for.
#[derive(Default)]
pub(crate) struct Chosen {
    only: Vec<String>,
    switches: Vec<&'static str>,
}

impl Chosen {
    /// Returns the names of the measures that the command line asks for, not of those that are
    /// taken in any case.
    pub(crate) fn named(&self) -> Vec<&'static str> {
        let is_named = |measure: &&&Measure| match measure.choice {
            Choice::Usual => self.only.iter().any(|name| name == measure.name),
            Choice::Switch(name) => self.switches.contains(&name),
            Choice::Derived | Choice::Ladder => false,
        };
        let named = MEASURES.iter().filter(is_named);
        named.map(|measure| measure.name).collect()
    }

    /// Returns the measures to take, in the order of the list.
    ///
    /// # Errors
    /// A usage error that lists the known names, if `--only` has an unknown one.
    pub(crate) fn measures(&self) -> Result<Vec<&'static Measure>> {
        if let Some(unknown) = self.only.iter().find(|name| !usual().any(|u| u == *name)) {
            let all = usual().collect::<Vec<_>>().join(", ");
            return Err(Usage(format!("unknown measure '{unknown}': there are {all}")).into());
        }
        let is_wanted = |measure: &&&Measure| match measure.choice {
            Choice::Usual => {
                self.only.is_empty() || self.only.iter().any(|name| name == measure.name)
            }
            Choice::Switch(name) => self.switches.contains(&name),
            Choice::Derived => true,
            Choice::Ladder => false,
        };
        Ok(MEASURES.iter().filter(is_wanted).copied().collect())
    }
}

/// Returns the names that `--only` takes.
fn usual() -> impl Iterator<Item = &'static str> {
    let usual = MEASURES.iter().filter(|m| m.choice == Choice::Usual);
    usual.map(|measure| measure.name)
}

/// Returns the switches of the measures that are not taken by default, with their descriptions.
fn switches() -> impl Iterator<Item = (&'static str, &'static str)> {
    MEASURES.iter().filter_map(|measure| match measure.choice {
        Choice::Switch(name) => Some((name, measure.about)),
        _ => None,
    })
}

impl clap::FromArgMatches for Chosen {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut chosen = Self::default();
        chosen.update_from_arg_matches(matches)?;
        Ok(chosen)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let only = matches.get_many::<String>("only").unwrap_or_default();
        self.only = only.cloned().collect();
        let names = switches().map(|(name, _)| name);
        self.switches = names.filter(|name| matches.get_flag(name)).collect();
        Ok(())
    }
}

impl clap::Args for Chosen {
    fn augment_args(command: Command) -> Command {
        let names = usual().collect::<Vec<_>>().join(", ");
        let only = Arg::new("only")
            .long("only")
            .value_name("MEASURE,…")
            .value_delimiter(',')
            .action(ArgAction::Append)
            .help(format!("Measure only these: {names} [default: all]"));
        let switch = |(name, about)| {
            Arg::new(name)
                .long(name)
                .action(ArgAction::SetTrue)
                .help(format!("Also measure: {about}"))
        };
        command.arg(only).args(switches().map(switch))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Returns the identifiers of the arguments, for arguments that conflict with them.
pub(crate) fn arguments() -> impl Iterator<Item = &'static str> {
    std::iter::once("only").chain(switches().map(|(name, _)| name))
}

/// Describes the measures and their figures, for `compare --list`.
pub(crate) fn list() -> String {
    let mut text = String::new();
    for measure in MEASURES {
        let how = match measure.choice {
            Choice::Usual => String::new(),
            Choice::Switch(name) => format!(" (--{name})"),
            Choice::Derived => " (from the figures of the others)".to_owned(),
            Choice::Ladder => " (--ladder)".to_owned(),
        };
        text += &format!("{}: {}{how}\n", measure.name, measure.about);
        for figure in measure.figures {
            text += &format!("  {}: {}\n", figure.name, figure.about);
        }
    }
    text
}

/// Takes the measures of the trees. What was found is kept even if one of them fails.
pub(crate) fn take(
    measures: &[&Measure],
    trees: &[Tree],
    bench: &mut Bench,
) -> Result<Vec<Record>> {
    let begun = cache::now();
    let state = State::of(trees, bench)?;
    for measure in measures {
        progress::stage(measure.name);
        let taken = interrupt::check().and_then(|()| state.kept_or_taken(measure, trees, bench));
        bench.cache.save()?;
        bench.records.extend(taken?);
        bench.cached.extend(bench.cache.used(measure.name, begun));
    }
    Ok(std::mem::take(&mut bench.records))
}

/// Returns the names that a peer shares with the trees.
pub(crate) fn shared(peer: &Tree, bench: &Bench) -> Vec<String> {
    let has = |name: &&String| peer.utilities().contains(*name);
    bench.utilities.iter().filter(has).cloned().collect()
}

/// Takes those of the measures that are in `OF_SETS` over the names that each partial peer shares
/// with the trees, of that peer and of the trees.
pub(crate) fn take_sets(
    measures: &[&Measure],
    trees: &[Tree],
    bench: &mut Bench,
) -> Result<Vec<Record>> {
    let wanted = |measure: &&&Measure| OF_SETS.iter().any(|of_sets| of_sets.name == measure.name);
    let measures: Vec<&Measure> = measures.iter().filter(wanted).copied().collect();
    let mut records = Vec::new();
    for peer in std::mem::take(&mut bench.partial) {
        let shared = shared(&peer, bench);
        let whole = std::mem::replace(&mut bench.utilities, shared);
        let notes = std::mem::take(&mut bench.notes);
        let label = peer.label.clone();
        let count = bench.utilities.len();
        progress::stage(&format!("names of {label}"));
        let mut compared = trees.to_vec();
        compared.push(peer);
        let taken = take(&measures, &compared, bench);
        bench.utilities = whole;
        // The general notes are the same as those on the whole set.
        let of_set = std::mem::replace(&mut bench.notes, notes);
        let new = of_set.into_iter().filter(|note| note.contains(&label));
        bench.notes.push(format!(
            "On the {count} names of {label}, a shared library and an executable for all utilities \
             are counted as they are in the whole set."
        ));
        bench
            .notes
            .extend(new.map(|note| format!("On the names of {label}: {note}")));
        records.extend(taken?.into_iter().map(|record| record.over(&label)));
    }
    Ok(records)
}

/// What the figures of the usual measures depend on, besides the measure.
struct State(String);

impl State {
    fn of(trees: &[Tree], bench: &Bench) -> Result<Self> {
        let mut files = vec![std::env::current_exe()?];
        let mut words = vec![
            probe::locale().to_owned(),
            bench.runs.to_string(),
            bench.utilities.join(" "),
            // Some cases of robustness can be set up by root only.
            rustix::process::geteuid().is_root().to_string(),
        ];
        words.extend(
            crate::model::machine::facts()
                .into_iter()
                .map(|(_, fact)| fact),
        );
        for tree in trees {
            let of_tree = tree.files(&bench.utilities)?;
            let before = files.len();
            files.extend(of_tree.executables.into_keys());
            files.extend(of_tree.private);
            files.extend(of_tree.system);
            words.push(format!(
                "{} {} {}",
                tree.label,
                tree.bin().display(),
                files.len() - before
            ));
        }
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        words.push(cache::content(&files)?);
        Ok(Self(format!(
            "{:032x}",
            xxh3_128(words.join("\n").as_bytes())
        )))
    }

    /// Returns the records of a measure, from an earlier run on the same trees if there was one.
    fn kept_or_taken(
        &self,
        measure: &Measure,
        trees: &[Tree],
        bench: &mut Bench,
    ) -> Result<Vec<Record>> {
        // The others depend on the sources, or on the figures of these.
        if measure.choice != Choice::Usual {
            return (measure.take)(trees, bench);
        }
        // One state is kept for each list of trees.
        let labels: Vec<&str> = trees.iter().map(|tree| tree.label.as_str()).collect();
        let key = format!("measure {} {}", measure.name, labels.join(" "));
        if let Some((records, notes)) = bench.cache.measure(&key, &self.0) {
            bench.notes.extend(notes);
            return Ok(records);
        }
        let before = bench.notes.len();
        let records = (measure.take)(trees, bench)?;
        // Without records, something is missing that may be installed later.
        if !records.is_empty() {
            let (state, notes) = (self.0.clone(), bench.notes[before..].to_vec());
            bench.cache.put_measure(key, state, &records, notes)?;
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::view::{Chart, Table};
    use super::*;

    fn names(chosen: &Chosen) -> Vec<&'static str> {
        let measures = chosen.measures().unwrap();
        measures.iter().map(|measure| measure.name).collect()
    }

    #[test]
    fn measures_are_chosen_by_name_in_the_order_of_the_list() {
        let only = |names: &[&str]| Chosen {
            only: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Chosen::default()
        };
        assert_eq!(
            names(&only(&["startup", "disk"])),
            ["disk", "startup", "system"]
        );
        assert_eq!(names(&Chosen::default()).len(), usual().count() + 1);
        let mut chosen = only(&["disk"]);
        chosen.switches = vec!["build-cost"];
        assert_eq!(names(&chosen), ["disk", "build", "system"]);
        assert_eq!(chosen.named(), ["disk", "build"]);
        assert!(Chosen::default().named().is_empty());
        let error = only(&["disks"]).measures().err().unwrap();
        assert!(error.is::<Usage>());
        let message = error.to_string();
        let expected = "unknown measure 'disks': there are disk, ";
        assert!(message.starts_with(expected), "{message}");
    }

    #[test]
    fn the_list_has_names_units_and_switches() {
        let list = list();
        for line in [
            "disk: bytes of the installed files",
            "  disk_zstd_bytes: bytes of each file compressed by itself",
            "update: installed files and bytes that change after a change of the source \
             (--update-cost)",
        ] {
            assert!(list.lines().any(|listed| listed == line), "{list}");
        }
    }

    #[test]
    fn the_command_line_has_every_choice() {
        use clap::{Args, FromArgMatches};
        let command = Chosen::augment_args(Command::new("compare"));
        let words = ["compare", "--only", "disk,memory", "--update-cost"];
        let matches = command.try_get_matches_from(words).unwrap();
        let chosen = Chosen::from_arg_matches(&matches).unwrap();
        assert_eq!(names(&chosen), ["disk", "memory", "update", "system"]);
    }

    #[test]
    fn every_view_shows_a_figure_that_some_measure_records() {
        let figures = MEASURES.iter().flat_map(|measure| measure.figures);
        let known: BTreeSet<&str> = figures.map(|figure| figure.name).collect();
        for measure in MEASURES {
            let tables = measure.tables.iter().flat_map(Table::values);
            for value in tables.chain(measure.charts.iter().flat_map(Chart::values)) {
                assert!(known.contains(value.measure), "{}", value.measure);
            }
        }
    }

    #[test]
    fn names_are_unique_and_end_in_a_unit() {
        let all = || MEASURES.iter();
        let tables = all().flat_map(|measure| measure.tables).map(|t| t.name);
        let charts = all().flat_map(|measure| measure.charts).map(|c| c.name);
        let names = all().map(|measure| measure.name);
        for list in [
            tables.collect::<Vec<_>>(),
            charts.collect(),
            names.collect(),
        ] {
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len());
        }
        let figures = all().flat_map(|measure| measure.figures);
        let figures: Vec<&str> = figures.map(|figure| figure.name).collect();
        let distinct: BTreeSet<&str> = figures.iter().copied().collect();
        assert_eq!(
            distinct.len(),
            figures.len(),
            "two measures state the same figure"
        );
        let units = ["bytes", "kib", "us", "seconds", "count", "files", "status"];
        for figure in all().flat_map(|measure| measure.figures) {
            assert!(units.contains(&figure.unit()), "{}", figure.name);
        }
    }
}
